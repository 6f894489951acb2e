using Marketplace.Modularity;

[assembly: Module("Accounts", Description = "People, sign-in, organizations, verification, roles", DependsOn = ["Notifications"])]
