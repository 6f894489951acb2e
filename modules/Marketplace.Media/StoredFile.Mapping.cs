using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Marketplace.Media;

internal sealed class StoredFileMapping : IEntityTypeConfiguration<StoredFile>, IEntityTypeConfiguration<FileUse>
{
    public void Configure(EntityTypeBuilder<StoredFile> file)
    {
        file.ToTable("Files");
        file.Property(f => f.Name).HasMaxLength(StoredFile.LongestName);
        file.Property(f => f.ShortId).HasMaxLength(Data.ShortId.Length);
        file.Property(f => f.ContentType).HasMaxLength(100);
        file.Property(f => f.Sha256).HasMaxLength(64);
        file.HasIndex(f => f.ShortId).IsUnique();
        file.HasIndex(f => f.Sha256);
        file.HasIndex(f => f.OrganizationId);
        file.HasIndex(f => new { f.State, f.Changed });
        file.HasMany(f => f.Uses).WithOne().HasForeignKey(u => u.FileId).OnDelete(DeleteBehavior.Cascade);
        file.Navigation(f => f.Uses).AutoInclude().UsePropertyAccessMode(PropertyAccessMode.Field);
    }

    public void Configure(EntityTypeBuilder<FileUse> use)
    {
        use.ToTable("FileUses");
        use.HasKey(u => new { u.FileId, u.Subject });
        use.HasIndex(u => u.Subject);
    }
}
