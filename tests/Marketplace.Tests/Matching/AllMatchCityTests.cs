namespace Marketplace.Tests.Matching;

/// <summary>The city is matched once for all tests that do not mind each other.</summary>
[CollectionDefinition(nameof(MatchCity))]
public sealed class AllMatchCityTests : ICollectionFixture<MatchCity>;
