using System.Globalization;
using System.Text;
using System.Xml;
using Marketplace.Modularity;

namespace Marketplace.Search.Feeds;

/// <summary>Writes a search as an Atom feed (RFC 4287) in the current language. Ids are those of the things, so that a moved site or a new title makes nothing new.</summary>
internal sealed class FeedWriter(SiteAddress site, CurrentProfile profile, FacetNames names, Texts texts)
{
    private const string Atom = "http://www.w3.org/2005/Atom";

    /// <summary>The newest change in it; an empty feed never changed.</summary>
    public static DateTimeOffset UpdatedOf(SearchResult result) => result.Hits.Select(h => Updated(h.Document)).DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max();

    private static DateTimeOffset Updated(SearchDocument document) => document.Confirmed > document.Published ? document.Confirmed : document.Published;

    public byte[] Write(SearchState state, SearchResult result)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) }))
        {
            xml.WriteStartElement(null, "feed", Atom);
            xml.WriteAttributeString("xml", "lang", null, Language.Current);
            WriteHead(xml, state, result);
            foreach (var hit in result.Hits) { WriteEntry(xml, hit.Document); }
            xml.WriteEndElement();
        }
        return stream.ToArray();
    }

    private void WriteHead(XmlWriter xml, SearchState state, SearchResult result)
    {
        var self = site.Absolute(Language.Current, state.Feed);
        var siteName = profile.Value.SiteName.ToString();
        Text(xml, "id", self);
        Text(xml, "title", $"{SearchWords.Of(state, names, texts)} - {siteName}");
        Text(xml, "updated", Time(UpdatedOf(result)));
        Link(xml, "self", self, "application/atom+xml");
        Link(xml, "alternate", site.Absolute(Language.Current, state.WithoutPage()), "text/html");
        xml.WriteStartElement("author", Atom);
        Text(xml, "name", siteName);
        Text(xml, "uri", site.Absolute(Language.Current, "/"));
        xml.WriteEndElement();
        Text(xml, "generator", "Marketplace");
    }

    private void WriteEntry(XmlWriter xml, SearchDocument document)
    {
        xml.WriteStartElement("entry", Atom);
        Text(xml, "id", $"urn:uuid:{document.Id}");
        Text(xml, "title", document.Title.ToString());
        Text(xml, "updated", Time(Updated(document)));
        Text(xml, "published", Time(document.Published));
        Link(xml, "alternate", site.Absolute(Language.Current, SiteLinks.Encoded(document.Url)), "text/html");
        if (!document.OrganizationName.IsEmpty)
        {
            xml.WriteStartElement("author", Atom);
            Text(xml, "name", document.OrganizationName.ToString());
            xml.WriteEndElement();
        }
        Category(xml, document.Kind, names.NameOf(Facets.Kind, document.Kind));
        foreach (var field in document.Fields) { Category(xml, field, names.NameOf(Facets.Field, field)); }
        Text(xml, "summary", document.Summary.ToString());
        xml.WriteEndElement();
    }

    private static void Link(XmlWriter xml, string relation, string address, string type)
    {
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("href", Clean(address));
        xml.WriteEndElement();
    }

    private static void Category(XmlWriter xml, string term, string label)
    {
        xml.WriteStartElement("category", Atom);
        xml.WriteAttributeString("term", Clean(term));
        xml.WriteAttributeString("label", Clean(label));
        xml.WriteEndElement();
    }

    private static void Text(XmlWriter xml, string name, string text) => xml.WriteElementString(name, Atom, Clean(text));

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Characters that XML cannot hold, however written, are left out; whoever typed them into an address gets no error.</summary>
    private static string Clean(string text)
    {
        if (text.All(XmlConvert.IsXmlChar)) { return text; }
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) { clean.Append(text, i++, 2); }
            else if (XmlConvert.IsXmlChar(text[i])) { clean.Append(text[i]); }
        }
        return clean.ToString();
    }
}
