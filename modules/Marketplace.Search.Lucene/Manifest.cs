using Marketplace.Modularity;

[assembly: Module("Search.Lucene", Description = "The embedded search engine", DependsOn = ["Search"])]
