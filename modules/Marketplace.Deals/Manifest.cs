using Marketplace.Modularity;

[assembly: Module("Deals", Description = "From enquiry to contract", DependsOn = ["Accounts", "Listings", "Media", "Notifications"])]
