using Marketplace.Modularity;

[assembly: Module("Search.Elasticsearch", Description = "The search engine of several hosts", DependsOn = ["Search"])]
