using Marketplace.Modularity;

[assembly: Module("Search", Description = "What may be asked and answered", DependsOn = ["Accounts", "Listings", "Notifications"])]
