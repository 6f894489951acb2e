using System.ComponentModel.DataAnnotations;

namespace Marketplace.Web;

/// <summary>Section <c>Marketplace</c>.</summary>
public sealed class MarketplaceOptions
{
    public const string Section = "Marketplace";

    /// <summary>Everything the site keeps on disk lies below it; relative to the working directory of the project.</summary>
    [Required] public string DataDirectory { get; set; } = "App_Data";

    /// <summary>The address that visitors use, without a slash at the end; for links in mail, canonical URLs and the sitemap.</summary>
    [Required, Url] public string PublicUrl { get; set; } = "http://localhost:5000";
    public DemoOptions Demo { get; set; } = new();

    public sealed class DemoOptions
    {
        public bool Enabled { get; set; }

        /// <summary>Password of the demonstration accounts; made and printed at the first start where it is not given.</summary>
        public string? Password { get; set; }
    }
}
