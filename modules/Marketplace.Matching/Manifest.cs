using Marketplace.Modularity;

[assembly: Module("Matching", Description = "Demand to supply and back, with reasons", DependsOn = ["Accounts", "Deals", "Listings", "Notifications", "Search"])]
