using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Marketplace.Data;

/// <summary>A compiled query for each model that asks it: a compiled query keeps to the model that asked first, and a process may have several, as where tests run several sites.</summary>
/// <typeparam name="TQuery">What <c>EF.CompileAsyncQuery</c> gives.</typeparam>
/// <param name="compile">Makes the query.</param>
public sealed class PreparedQuery<TQuery>(Func<TQuery> compile) where TQuery : Delegate
{
    private readonly ConditionalWeakTable<IModel, TQuery> queries = [];

    public TQuery Of(MarketplaceDbContext db) => queries.GetValue(db.Model, _ => compile());
}
