using Marketplace.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Accounts;

/// <summary>People for ASP.NET Core Identity. The e-mail address is the user name; site roles and memberships are no Identity roles.</summary>
internal sealed class PersonStore(MarketplaceDbContext db) :
    IUserEmailStore<Person>, IUserPasswordStore<Person>, IUserSecurityStampStore<Person>, IUserLockoutStore<Person>, IQueryableUserStore<Person>
{
    public IQueryable<Person> Users => db.Set<Person>();

    public async Task<IdentityResult> CreateAsync(Person user, CancellationToken cancel)
    {
        db.Add(user);
        await db.SaveChangesAsync(cancel);
        return IdentityResult.Success;
    }

    public async Task<IdentityResult> UpdateAsync(Person user, CancellationToken cancel)
    {
        await db.SaveChangesAsync(cancel);
        return IdentityResult.Success;
    }

    public async Task<IdentityResult> DeleteAsync(Person user, CancellationToken cancel)
    {
        db.Remove(user);
        await db.SaveChangesAsync(cancel);
        return IdentityResult.Success;
    }

    public async Task<Person?> FindByIdAsync(string userId, CancellationToken cancel) =>
        Guid.TryParse(userId, out var id) ? await Users.SingleOrDefaultAsync(p => p.Id == id, cancel) : null;

    public Task<Person?> FindByNameAsync(string normalizedUserName, CancellationToken cancel) => FindByEmailAsync(normalizedUserName, cancel);
    public Task<Person?> FindByEmailAsync(string normalizedEmail, CancellationToken cancel) => Users.SingleOrDefaultAsync(p => p.NormalizedEmail == normalizedEmail, cancel);

    public Task<string> GetUserIdAsync(Person user, CancellationToken cancel) => Task.FromResult(user.Id.ToString());
    public Task<string?> GetUserNameAsync(Person user, CancellationToken cancel) => Task.FromResult<string?>(user.Email);
    public Task SetUserNameAsync(Person user, string? userName, CancellationToken cancel) => SetEmailAsync(user, userName, cancel);
    public Task<string?> GetNormalizedUserNameAsync(Person user, CancellationToken cancel) => Task.FromResult<string?>(user.NormalizedEmail);
    public Task SetNormalizedUserNameAsync(Person user, string? normalizedName, CancellationToken cancel) => SetNormalizedEmailAsync(user, normalizedName, cancel);

    public Task<string?> GetEmailAsync(Person user, CancellationToken cancel) => Task.FromResult<string?>(user.Email);
    public Task<string?> GetNormalizedEmailAsync(Person user, CancellationToken cancel) => Task.FromResult<string?>(user.NormalizedEmail);
    public Task<bool> GetEmailConfirmedAsync(Person user, CancellationToken cancel) => Task.FromResult(user.EmailConfirmed);

    public Task SetEmailAsync(Person user, string? email, CancellationToken cancel)
    {
        user.Email = email ?? "";
        user.Remember();
        return Task.CompletedTask;
    }

    public Task SetNormalizedEmailAsync(Person user, string? normalizedEmail, CancellationToken cancel)
    {
        user.NormalizedEmail = normalizedEmail ?? "";
        return Task.CompletedTask;
    }

    public Task SetEmailConfirmedAsync(Person user, bool confirmed, CancellationToken cancel)
    {
        if (confirmed) { user.Confirm(); } else { user.EmailConfirmed = false; }
        return Task.CompletedTask;
    }

    public Task<string?> GetPasswordHashAsync(Person user, CancellationToken cancel) => Task.FromResult(user.PasswordHash);
    public Task<bool> HasPasswordAsync(Person user, CancellationToken cancel) => Task.FromResult(user.PasswordHash is not null);

    public Task SetPasswordHashAsync(Person user, string? passwordHash, CancellationToken cancel)
    {
        user.PasswordHash = passwordHash;
        return Task.CompletedTask;
    }

    public Task<string?> GetSecurityStampAsync(Person user, CancellationToken cancel) => Task.FromResult<string?>(user.SecurityStamp);

    public Task SetSecurityStampAsync(Person user, string stamp, CancellationToken cancel)
    {
        user.SecurityStamp = stamp;
        return Task.CompletedTask;
    }

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(Person user, CancellationToken cancel) => Task.FromResult(user.LockoutEnd);
    public Task<int> GetAccessFailedCountAsync(Person user, CancellationToken cancel) => Task.FromResult(user.AccessFailedCount);
    public Task<bool> GetLockoutEnabledAsync(Person user, CancellationToken cancel) => Task.FromResult(true);
    public Task SetLockoutEnabledAsync(Person user, bool enabled, CancellationToken cancel) => Task.CompletedTask;
    public Task<int> IncrementAccessFailedCountAsync(Person user, CancellationToken cancel) => Task.FromResult(++user.AccessFailedCount);

    public Task SetLockoutEndDateAsync(Person user, DateTimeOffset? lockoutEnd, CancellationToken cancel)
    {
        user.LockoutEnd = lockoutEnd;
        return Task.CompletedTask;
    }

    public Task ResetAccessFailedCountAsync(Person user, CancellationToken cancel)
    {
        user.AccessFailedCount = 0;
        return Task.CompletedTask;
    }

    public void Dispose() { }
}
