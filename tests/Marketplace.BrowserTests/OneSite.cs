namespace Marketplace.BrowserTests;

/// <summary>All browser tests visit the same site: starting it with its city takes most of the time.</summary>
[CollectionDefinition(Name)]
public sealed class OneSite : ICollectionFixture<RunningSite>
{
    public const string Name = "site";
}
