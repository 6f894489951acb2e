using Marketplace.Modularity;

[assembly: Module("Content", Description = "Pages, policies, menus", DependsOn = ["Accounts"])]
