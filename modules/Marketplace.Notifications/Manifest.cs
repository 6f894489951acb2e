using Marketplace.Modularity;

[assembly: Module("Notifications", Description = "Mail and messages on the site", DependsOn = [])]
