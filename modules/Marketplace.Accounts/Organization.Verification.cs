using Marketplace.Data;

namespace Marketplace.Accounts;

public enum VerificationState { Submitted, Verified, Refused, Expired }

/// <summary>A document that goes with a verification: the id of the stored file and the name it was uploaded under.</summary>
public sealed record VerificationDocument(Guid FileId, string Name);

/// <summary>One request to be verified, and what became of it.</summary>
public sealed class Verification : Entity, IAudited
{
    private Verification() { }

    internal Verification(Guid organizationId, Guid? by, IReadOnlyList<VerificationDocument> documents, DateTimeOffset now) =>
        (OrganizationId, SubmittedBy, Documents, SubmittedAt) = (organizationId, by, documents, now);

    public Guid OrganizationId { get; private set; }
    public VerificationState State { get; private set; } = VerificationState.Submitted;
    public Guid? SubmittedBy { get; private set; }
    public DateTimeOffset SubmittedAt { get; private set; }
    public IReadOnlyList<VerificationDocument> Documents { get; private set; } = [];
    public Guid? DecidedBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Why it was refused, in the operator's words.</summary>
    public string? Reason { get; private set; }
    public DateTimeOffset? ValidUntil { get; private set; }

    internal void Decide(VerificationState state, Guid? by, string? reason, DateTimeOffset? validUntil, DateTimeOffset now) =>
        (State, DecidedBy, Reason, ValidUntil, DecidedAt) = (state, by, reason, validUntil, now);

    internal void Expire() => State = VerificationState.Expired;
}

/// <summary>Verification: draft → submitted → verified | refused, and expired after a year. These methods need <see cref="Verifications"/> loaded.</summary>
public sealed partial class Organization
{
    public static readonly TimeSpan VerificationLasts = TimeSpan.FromDays(365);

    /// <summary>From this long before the end it may be submitted again.</summary>
    public static readonly TimeSpan RenewalOpens = TimeSpan.FromDays(60);

    public IReadOnlyList<Verification> Verifications => verifications;
    public DateTimeOffset? VerifiedAt { get; private set; }
    public DateTimeOffset? VerifiedUntil { get; private set; }
    public bool IsVerified(DateTimeOffset now) => VerifiedUntil > now;
    public Verification? OpenVerification => verifications.FirstOrDefault(v => v.State == VerificationState.Submitted);
    public Verification? LastVerification => verifications.MaxBy(v => v.SubmittedAt);
    private bool IsVerifiedName => VerifiedUntil is not null;

    public bool MaySubmit(DateTimeOffset now) => OpenVerification is null && !(VerifiedUntil - RenewalOpens > now);

    /// <exception cref="InvalidOperationException">One is open already, or it is verified for long yet.</exception>
    public Verification SubmitForVerification(Guid? by, IReadOnlyList<VerificationDocument> documents, DateTimeOffset now)
    {
        if (!MaySubmit(now)) { throw new InvalidOperationException("Nothing can be submitted for verification now."); }
        var verification = new Verification(Id, by, documents, now);
        verifications.Add(verification);
        Raise(new OrganizationVerificationSubmitted(Id, verification.Id));
        return verification;
    }

    /// <exception cref="InvalidOperationException">Nothing is submitted.</exception>
    public void Verify(Guid? by, DateTimeOffset now)
    {
        var until = now + VerificationLasts;
        Opened().Decide(VerificationState.Verified, by, null, until, now);
        (VerifiedAt, VerifiedUntil) = (now, until);
        Raise(new OrganizationVerified(Id, until));
    }

    /// <exception cref="InvalidOperationException">Nothing is submitted.</exception>
    public void RefuseVerification(Guid? by, string reason, DateTimeOffset now)
    {
        Opened().Decide(VerificationState.Refused, by, reason, null, now);
        Raise(new OrganizationVerificationRefused(Id, reason));
    }

    /// <summary>Ends a verification whose year is over; false where there is none such.</summary>
    public bool ExpireVerification(DateTimeOffset now)
    {
        if (VerifiedUntil is null || VerifiedUntil > now) { return false; }
        VerifiedUntil = null;
        foreach (var verification in verifications.Where(v => v.State == VerificationState.Verified)) { verification.Expire(); }
        Raise(new OrganizationVerificationExpired(Id));
        return true;
    }

    private Verification Opened() => OpenVerification ?? throw new InvalidOperationException("Nothing is submitted for verification.");
}
