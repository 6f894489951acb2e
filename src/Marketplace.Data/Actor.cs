namespace Marketplace.Data;

/// <summary>Who acts in this request or job; written into the audit trail. Filled once at the start of the scope.</summary>
public sealed class Actor
{
    public Guid? PersonId { get; private set; }
    public Guid? OrganizationId { get; private set; }

    /// <summary>Name of the person, or of the job or verb where no person acts.</summary>
    public string Name { get; private set; } = "site";

    /// <summary>Network address that the request came from.</summary>
    public string? Address { get; private set; }

    public void IsPerson(Guid personId, string name, Guid? organizationId, string? address) =>
        (PersonId, Name, OrganizationId, Address) = (personId, name, organizationId, address);

    public void IsVisitor(string? address) => (Name, Address) = ("visitor", address);

    public void IsProgram(string name) => Name = name;
}
