using System.ComponentModel.DataAnnotations;

namespace Marketplace.Accounts;

/// <summary>Section <c>Accounts</c>.</summary>
internal sealed class AccountsOptions
{
    public const string Section = "Accounts";

    /// <summary>Forms that one network address may send to the account pages in a minute.</summary>
    [Range(1, 100_000)] public int FormsPerMinute { get; set; } = 20;
}
