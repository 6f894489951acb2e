using Marketplace.Data;

namespace Marketplace.Deals;

/// <summary>What happens while an enquiry waits for its first reply, in this order.</summary>
public enum ReplyStepKind
{
    /// <summary>The contact is reminded.</summary>
    Reminder = 1,

    /// <summary>Owners and managers of the organization are asked.</summary>
    Backup = 2,

    /// <summary>Operators of the site are told.</summary>
    Operator = 3,
}

/// <summary>A step that was taken; each is taken once.</summary>
public sealed class ReplyStep : Entity
{
    private ReplyStep() { }

    internal ReplyStep(Guid enquiry, ReplyStepKind kind, DateTimeOffset at) => (EnquiryId, Kind, At) = (enquiry, kind, at);

    public Guid EnquiryId { get; private set; }
    public ReplyStepKind Kind { get; private set; }
    public DateTimeOffset At { get; private set; }
}

/// <summary>First reply within three working days, else each following step a working day later.</summary>
public static class ReplyClock
{
    /// <summary>Working days after the opening.</summary>
    public static readonly IReadOnlyDictionary<ReplyStepKind, int> Days = new Dictionary<ReplyStepKind, int>
    {
        [ReplyStepKind.Reminder] = 3, [ReplyStepKind.Backup] = 4, [ReplyStepKind.Operator] = 5,
    };
}
