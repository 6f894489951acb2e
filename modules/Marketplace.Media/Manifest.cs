using Marketplace.Modularity;

[assembly: Module("Media", Description = "Files and images", DependsOn = ["Accounts"])]
