using System.ComponentModel.DataAnnotations;
using Marketplace.Accounts;
using Marketplace.Data;
using Marketplace.Listings;
using Marketplace.Media;
using Marketplace.Modularity;
using Marketplace.Notifications;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Deals.Pages.Enquiries;

[Authorize(Policy = Permissions.Read)]
internal sealed class ThreadModel(MarketplaceDbContext db, CurrentMember member, Inbox inbox, Conversations conversations, EnquiryDesk desk, MessageFiles files, NoticeBoard notices, WorkingCalendar calendar, Texts texts, TimeProvider clock)
    : PageModel
{
    public sealed class Form
    {
        [Required, StringLength(Words.Longest)] public string Text { get; set; } = "";
        public List<Guid> Files { get; set; } = [];
    }

    [BindProperty] public Form Input { get; set; } = new();
    [BindProperty] public List<IFormFile> Uploads { get; set; } = [];

    public Conversation Conversation { get; private set; } = null!;
    public InboxPage List { get; private set; } = null!;
    public IReadOnlyList<StoredFile> KeptFiles { get; private set; } = [];
    public Enquiry Enquiry => Conversation.Enquiry;
    public bool MaySpeak => member.May(Permissions.Speak);
    public Guid Me => member.PersonId;

    /// <summary>Working days left for the first reply; null where none is owed by this side.</summary>
    public int? DaysLeft { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancel)
    {
        if (!await LoadAsync(id, cancel)) { return NotFound(); }
        var person = member.PersonId;
        Input.Text = await db.Set<ReplyDraft>().Where(d => d.EnquiryId == id && d.PersonId == person).Select(d => d.Text).SingleOrDefaultAsync(cancel) ?? "";
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancel)
    {
        if (!MaySpeak) { return Forbid(); }
        if (!await desk.IsOursAsync(id, cancel)) { return NotFound(); }
        KeptFiles = await files.KeepAsync(Uploads, Input.Files, ModelState, cancel);
        if (ModelState.IsValid)
        {
            try
            {
                if (!await desk.ReplyAsync(id, Input.Text, [.. KeptFiles.Select(f => f.Id)], cancel)) { return NotFound(); }
                return Redirect(Url.Content("~" + EnquiryPaths.Thread(id)) + "#last");
            }
            catch (RuleBroken broken) { ModelState.AddModelError("Input.Text", texts[broken.TextKey]); }
        }
        return await LoadAsync(id, cancel) ? Page() : NotFound();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        var organization = member.OrganizationId;
        if (!await desk.IsOursAsync(id, cancel)) { return false; }
        await desk.ReadAsync(id, cancel);
        await notices.ReadAsync(member.PersonId, EnquiryPaths.Thread(id), cancel);
        Conversation = (await conversations.FindAsync(id, reader: organization, cancel))!;
        var due = calendar.Add(Enquiry.Opened, ReplyClock.Days[ReplyStepKind.Reminder]);
        DaysLeft = Enquiry.State == EnquiryState.Open && Enquiry.PartyOf(organization) == EnquiryParty.Owner ? calendar.DaysLeft(clock.GetUtcNow(), due) : null;
        List = await inbox.ReadAsync(InboxFilter.All, cursor: null, current: id, cancel);
        return true;
    }
}
