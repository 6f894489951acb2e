using Marketplace.Modularity;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Marketplace.Accounts;

/// <summary>Length is checked by Identity (at least ten); here what everyone tries first: the person's own address or name, runs and repetitions, and the commonest words.</summary>
internal sealed class PasswordRules : IPasswordValidator<Person>
{
    private static readonly string[] Common =
        ["password", "passw0rd", "qwerty", "1q2w3e", "asdfgh", "zxcvbn", "iloveyou", "admin", "letmein", "welcome", "woaini", "mima", "123456", "654321", "111111", "888888", "5201314"];

    public Task<IdentityResult> ValidateAsync(UserManager<Person> manager, Person user, string? password)
    {
        var plain = (password ?? "").ToLowerInvariant();
        return Task.FromResult(IsOwn(user, plain) ? Wrong("PasswordIsOwn") : IsCommon(plain) ? Wrong("PasswordIsCommon") : IdentityResult.Success);
    }

    private static bool IsOwn(Person user, string plain) => user.Email.Split('@')[0] is { Length: >= 4 } local && plain.Contains(local.ToLowerInvariant(), StringComparison.Ordinal);

    /// <summary>A common word counts where little more than it is there.</summary>
    private static bool IsCommon(string plain) =>
        plain.Distinct().Count() < 4
        || IsRun(plain)
        || Common.Any(word => plain.Contains(word, StringComparison.Ordinal) && plain.Replace(word, "", StringComparison.Ordinal).Distinct().Count() < 4);

    /// <summary>Neighbours in nearly all places, as in 1234567890.</summary>
    private static bool IsRun(string plain) => plain.Zip(plain.Skip(1)).Count(pair => Math.Abs(pair.First - pair.Second) > 1) * 5 < plain.Length;

    private static IdentityResult Wrong(string code) => IdentityResult.Failed(new IdentityError { Code = code });
}

internal static class IdentityWords
{
    /// <summary>Puts what Identity refused beside the password's field, in the reader's words.</summary>
    public static void AddErrors(this ModelStateDictionary state, string field, IdentityResult result, Texts texts)
    {
        foreach (var error in result.Errors)
        {
            var key = $"accounts.refused.{error.Code}";
            state.AddModelError(field, texts.Has(key) ? texts[key] : texts["accounts.refused.other"]);
        }
    }
}
