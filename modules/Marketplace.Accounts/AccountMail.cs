using Marketplace.Modularity;
using Marketplace.Notifications;

namespace Marketplace.Accounts;

/// <summary>Everything that accounts say by mail, in the receiver's language; sent when the caller saves. Texts are <c>mail.accounts.{template}.subject</c> and <c>.text</c>.</summary>
internal sealed class AccountMail(MailQueue queue, SiteAddress site)
{
    public void Confirm(Person person, string token) =>
        Send(person, "confirm", new { name = person.Name.In(person.Language), link = Link(person, $"/account/confirm?id={person.Id}&token={token}") });

    public void Reset(Person person, string token) =>
        Send(person, "reset", new { name = person.Name.In(person.Language), link = Link(person, $"/account/reset?id={person.Id}&token={token}") });

    /// <summary>Somebody registered with an address that has an account already; only its owner learns so.</summary>
    public void Exists(Person person) => Send(person, "exists", new { name = person.Name.In(person.Language), link = Link(person, "/account/forgot") });

    public void Invite(string email, string language, Organization organization, string inviter, string secret) =>
        Send(email, language, "invitation", new { organization = organization.Name.In(language), inviter, link = site.Absolute(language, $"/account/invitation?secret={secret}") });

    public void AskedToJoin(Person owner, Organization organization, Person asking) =>
        Send(owner, "asked", new { organization = organization.Name.In(owner.Language), person = asking.Name.In(owner.Language), link = Link(owner, "/workspace/organization/members") });

    public void Admitted(Person person, Organization organization) =>
        Send(person, "admitted", new { organization = organization.Name.In(person.Language), link = Link(person, "/workspace") });

    public void Verified(Person owner, Organization organization, DateTimeOffset until) =>
        Send(owner, "verified", new { organization = organization.Name.In(owner.Language), until = until.ToString("yyyy-MM-dd"), link = Link(owner, "/workspace") });

    public void Refused(Person owner, Organization organization, string reason) =>
        Send(owner, "refused", new { organization = organization.Name.In(owner.Language), reason, link = Link(owner, "/workspace/organization/verification") });

    /// <summary>Sent once, however often it is asked for.</summary>
    public void Expiring(Person owner, Organization organization, DateTimeOffset until) =>
        Send(owner.Email, owner.Language, "expiring", new { organization = organization.Name.In(owner.Language), until = until.ToString("yyyy-MM-dd"), link = Link(owner, "/workspace/organization/verification") }, $"accounts.expiring/{organization.Id}/{until:yyyyMMdd}/{owner.Id}");

    private string Link(Person person, string path) => site.Absolute(person.Language, path);

    private void Send(Person person, string template, object values) => Send(person.Email, person.Language, template, values);

    private void Send(string to, string language, string template, object values, string? once = null) =>
        queue.Enqueue(to, language, $"accounts.{template}", values.GetType().GetProperties().ToDictionary(p => p.Name, p => (string)p.GetValue(values)!), once);
}
