using Marketplace.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketplace.Accounts;

internal sealed class PersonMapping : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> person)
    {
        person.ToTable("People");
        person.Property(p => p.Email).HasMaxLength(Person.LongestEmail);
        person.Property(p => p.NormalizedEmail).HasMaxLength(Person.LongestEmail);
        person.Property(p => p.Language).HasMaxLength(10);
        person.Property(p => p.SiteRole).HasMaxLength(20);
        person.Property(p => p.SecurityStamp).HasMaxLength(64);
        person.HasIndex(p => p.NormalizedEmail).IsUnique();
        person.HasIndex(p => p.SiteRole);
        person.HasOne<Organization>().WithMany().HasForeignKey(p => p.ActiveOrganizationId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class OrganizationMapping : IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Organization> organization)
    {
        organization.ToTable("Organizations");
        organization.Property(o => o.ShortId).HasMaxLength(ShortId.Length);
        organization.Property(o => o.Slug).HasMaxLength(200);
        organization.Property(o => o.RecipeKey).HasMaxLength(100);
        organization.Property(o => o.CreditCode).HasMaxLength(CreditCode.Length)
            .HasConversion(code => code.ToString(), text => CreditCode.Parse(text!));
        organization.Property(o => o.Country).HasMaxLength(2);
        organization.Property(o => o.RegistrationNumber).HasMaxLength(60);
        organization.Property(o => o.RorId).HasMaxLength(9);
        organization.Property(o => o.Region).HasMaxLength(6);
        organization.Property(o => o.Industry).HasMaxLength(3);
        organization.Property(o => o.Website).HasMaxLength(300);
        organization.Property(o => o.Levels).AsJson();
        organization.Property(o => o.Interests).AsJson();
        organization.HasIndex(o => o.ShortId).IsUnique();
        organization.HasIndex(o => o.CreditCode).IsUnique();
        organization.HasIndex(o => new { o.Country, o.RegistrationNumber }).IsUnique();
        organization.HasIndex(o => o.RorId).IsUnique();
        organization.HasIndex(o => o.RecipeKey).IsUnique();
        organization.HasIndex(o => o.VerifiedUntil);
        organization.HasIndex(o => new { o.Kind, o.Id });
        organization.HasMany(o => o.Verifications).WithOne().HasForeignKey(v => v.OrganizationId);
        organization.Navigation(o => o.Verifications).UsePropertyAccessMode(PropertyAccessMode.Field);
    }
}

internal sealed class VerificationMapping : IEntityTypeConfiguration<Verification>
{
    public void Configure(EntityTypeBuilder<Verification> verification)
    {
        verification.ToTable("Verifications");
        verification.Property(v => v.Reason).HasMaxLength(2000);
        verification.Property(v => v.Documents).AsJson();
        verification.HasIndex(v => new { v.State, v.SubmittedAt });
    }
}

internal sealed class MembershipMapping : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> membership)
    {
        membership.ToTable("Memberships");
        membership.HasIndex(m => new { m.PersonId, m.OrganizationId }).IsUnique();
        membership.HasIndex(m => m.OrganizationId);
        membership.HasOne(m => m.Person).WithMany().HasForeignKey(m => m.PersonId);
        membership.HasOne(m => m.Organization).WithMany().HasForeignKey(m => m.OrganizationId);
    }
}

internal sealed class InvitationMapping : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> invitation)
    {
        invitation.ToTable("Invitations");
        invitation.Property(i => i.Email).HasMaxLength(Person.LongestEmail);
        invitation.Property(i => i.SecretHash).HasMaxLength(64);
        invitation.HasIndex(i => i.SecretHash).IsUnique();
        invitation.HasOne(i => i.Organization).WithMany().HasForeignKey(i => i.OrganizationId);
    }
}

internal sealed class HeldFormMapping : IEntityTypeConfiguration<HeldForm>
{
    public void Configure(EntityTypeBuilder<HeldForm> held)
    {
        held.ToTable("HeldForms");
        held.Property(h => h.Path).HasMaxLength(2000);
        held.Property(h => h.SecretHash).HasMaxLength(64);
        held.HasIndex(h => h.ExpiresAt);
    }
}
