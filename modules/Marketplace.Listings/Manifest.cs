using Marketplace.Modularity;

[assembly: Module("Listings", Description = "Achievements, demands and services; their life cycle", DependsOn = ["Accounts", "Media", "Notifications"])]
