namespace Marketplace.Listings.Editing;

/// <summary>What only a service has.</summary>
public sealed partial class FormReading
{
    private ServiceContent Service(ServiceForm s)
    {
        const string at = "Service";
        Limit($"{at}.Deliverable", s.Deliverable, 2000, 2000);
        var from = Number($"{at}.DaysFrom", s.DaysFrom, 1, 3650);
        var to = Number($"{at}.DaysTo", s.DaysTo, 1, 3650);
        if (to < from) { Wrong($"{at}.DaysTo", "listings.problem.toBelowFrom", from); }
        return new ServiceContent
        {
            ServiceKinds = Codes($"{at}.ServiceKinds", s.ServiceKinds, "service-kinds", int.MaxValue),
            Deliverable = Text(s.Deliverable),
            DaysFrom = from,
            DaysTo = to,
            Regions = Codes($"{at}.Regions", s.Regions, "regions", 40),
            Certificates = Rows($"{at}.Certificates", s.Certificates, BothLine),
        };
    }
}
