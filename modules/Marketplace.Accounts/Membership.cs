using System.Security.Cryptography;
using System.Text;
using Marketplace.Data;
using Marketplace.Modularity;

namespace Marketplace.Accounts;

public enum MembershipState { Requested, Active }

/// <summary>A person in an organization. Asked for by the person until an owner agrees.</summary>
public sealed class Membership : Entity, IAudited
{
    private Membership() { }

    public Membership(Guid personId, Guid organizationId, OrganizationRole role, MembershipState state, DateTimeOffset now)
    {
        (PersonId, OrganizationId, Role, State, Since) = (personId, organizationId, role, state, now);
        Raise(new MembershipChanged(personId, organizationId));
    }

    public Guid PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    public Guid OrganizationId { get; private set; }
    public Organization Organization { get; private set; } = null!;
    public OrganizationRole Role { get; private set; }
    public MembershipState State { get; private set; }
    public bool IsActive => State == MembershipState.Active;
    public DateTimeOffset Since { get; private set; }

    public void Admit(OrganizationRole role, DateTimeOffset now)
    {
        (State, Role, Since) = (MembershipState.Active, role, now);
        Raise(new MembershipChanged(PersonId, OrganizationId));
    }

    public void TakeRole(OrganizationRole role)
    {
        if (role == Role) { return; }
        Role = role;
        Raise(new MembershipChanged(PersonId, OrganizationId));
    }

    /// <summary>To be called before the membership is deleted.</summary>
    public void End() => Raise(new MembershipChanged(PersonId, OrganizationId));
}

/// <summary>An organization's invitation by mail. The mail carries a secret of which only the hash is kept.</summary>
public sealed class Invitation : Entity, IAudited
{
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(14);

    private Invitation() { }

    public Invitation(Guid organizationId, string email, OrganizationRole role, Guid invitedBy, string secret, DateTimeOffset now) =>
        (OrganizationId, Email, Role, InvitedBy, SecretHash, ExpiresAt) = (organizationId, email, role, invitedBy, HashOf(secret), now + Lasts);

    public Guid OrganizationId { get; private set; }
    public Organization Organization { get; private set; } = null!;
    public string Email { get; private set; } = "";
    public OrganizationRole Role { get; private set; }
    public Guid InvitedBy { get; private set; }
    [NotAudited] public string SecretHash { get; private set; } = "";
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? AcceptedAt { get; private set; }
    public bool IsOpen(DateTimeOffset now) => AcceptedAt is null && ExpiresAt > now;
    public void Accept(DateTimeOffset now) => AcceptedAt = now;
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
