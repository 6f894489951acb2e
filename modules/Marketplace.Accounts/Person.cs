using Marketplace.Data;
using Marketplace.Modularity;

namespace Marketplace.Accounts;

/// <summary>A person with an account. Sign-in state is written through ASP.NET Core Identity, whose store <see cref="PersonStore"/> is.</summary>
public sealed class Person : Entity, IAudited
{
    public const int LongestEmail = 254;
    public const int LongestName = 80;

    private Person() { }

    public Person(string email, Bilingual name, string language, DateTimeOffset now)
    {
        Email = email;
        Name = name;
        Language = language;
        CreatedAt = now;
        Remember();
        Raise(new PersonRegistered(Id, language));
    }

    public string Email { get; internal set; } = "";
    [NotAudited] public string NormalizedEmail { get; internal set; } = "";
    public bool EmailConfirmed { get; internal set; }
    public Bilingual Name { get; private set; } = Bilingual.Empty;

    /// <summary><c>zh-CN</c> or <c>en</c>: what mail is written in.</summary>
    public string Language { get; private set; } = Modularity.Language.Zh;

    /// <summary>One of <see cref="Modularity.SiteRole"/>, or null for everyone who is not staff.</summary>
    public string? SiteRole { get; private set; }

    /// <summary>The organization that the person acts for; null where none.</summary>
    public Guid? ActiveOrganizationId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Exact to the hour.</summary>
    [NotAudited] public DateTimeOffset? LastSeenAt { get; private set; }
    public DateTimeOffset? DeactivatedAt { get; private set; }
    public bool IsActive => DeactivatedAt is null;

    [NotAudited] public string? PasswordHash { get; internal set; }
    [NotAudited] public string SecurityStamp { get; internal set; } = "";
    [NotAudited] public int AccessFailedCount { get; internal set; }
    public DateTimeOffset? LockoutEnd { get; internal set; }

    /// <summary>Lower-case e-mail and names, for searching.</summary>
    [NotAudited] public string SearchText { get; private set; } = "";

    public void Rename(Bilingual name)
    {
        Name = name;
        Remember();
        Raise(new PersonChanged(Id));
    }

    public void Speak(string language) => Language = language;

    public void ActFor(Guid? organizationId) => ActiveOrganizationId = organizationId;

    /// <exception cref="ArgumentException">Not one of <see cref="Modularity.SiteRole.All"/> or null.</exception>
    public void TakeSiteRole(string? role)
    {
        if (role is not null && !Modularity.SiteRole.All.Contains(role)) { throw new ArgumentException($"'{role}' is no site role.", nameof(role)); }
        if (role == SiteRole) { return; }
        SiteRole = role;
        Raise(new PersonChanged(Id));
    }

    public void Confirm()
    {
        if (EmailConfirmed) { return; }
        EmailConfirmed = true;
        Raise(new PersonConfirmed(Id));
    }

    public void Deactivate(DateTimeOffset now)
    {
        if (!IsActive) { return; }
        DeactivatedAt = now;
        Raise(new PersonDeactivated(Id));
    }

    public void Reactivate()
    {
        DeactivatedAt = null;
        Raise(new PersonChanged(Id));
    }

    /// <summary>Ends the account: nothing that names the person stays here; what they did for organizations stays under the id.</summary>
    public void Close(DateTimeOffset now)
    {
        Email = $"{ShortId.From(Id)}@closed.invalid";
        NormalizedEmail = Email.ToUpperInvariant();
        Name = new Bilingual("已注销用户", "Closed account");
        (PasswordHash, SiteRole, ActiveOrganizationId, EmailConfirmed) = (null, null, null, false);
        SecurityStamp = Guid.NewGuid().ToString("N");
        Remember();
        Deactivate(now);
        Raise(new PersonClosed(Id));
    }

    internal void Remember() => SearchText = $"{Email} {Name.Zh} {Name.En}".ToLowerInvariant();
}
