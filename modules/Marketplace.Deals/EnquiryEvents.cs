using Marketplace.Data;

namespace Marketplace.Deals;

public sealed record EnquiryOpened(Guid Enquiry, Guid Listing, Guid FromOrganization, Guid ToOrganization) : IEvent
{
    Guid IEvent.Subject => Enquiry;
}

/// <summary>The first reply of the listing's side.</summary>
public sealed record EnquiryAnswered(Guid Enquiry, Guid Listing, Guid FromOrganization, Guid ToOrganization) : IEvent
{
    Guid IEvent.Subject => Enquiry;
}

/// <summary>Any message, the first included.</summary>
public sealed record EnquiryMessageSent(Guid Enquiry, Guid Message, Guid FromOrganization, Guid ToOrganization) : IEvent
{
    Guid IEvent.Subject => Enquiry;
}

public sealed record EnquiryMessageWithdrawn(Guid Enquiry, Guid Message) : IEvent
{
    Guid IEvent.Subject => Enquiry;
}

public sealed record EnquiryClosed(Guid Enquiry, Guid Listing, Guid ByOrganization) : IEvent
{
    Guid IEvent.Subject => Enquiry;
}

/// <summary>The reply clock went on without an answer; <paramref name="Step"/> says who is asked now.</summary>
public sealed record EnquiryOverdue(Guid Enquiry, ReplyStepKind Step) : IEvent
{
    Guid IEvent.Subject => Enquiry;
}
