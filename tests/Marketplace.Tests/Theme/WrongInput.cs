using System.ComponentModel.DataAnnotations;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Marketplace.Tests.Theme;

public sealed class WrongInput
{
    [Theory]
    [InlineData(Language.Zh, "请填写此项。", "电子邮箱的格式不对，例如 name@example.org。", "最多 5 个字。", "请填写 1 到 9 之间的数。", "两次填写的内容不一样。")]
    [InlineData(Language.En, "Please fill this in.", "This is not an e-mail address, such as name@example.org.", "At most 5 characters.", "Please enter a number between 1 and 9.", "The two do not match.")]
    public void What_is_wrong_is_said_in_the_language_of_the_reader(string language, string required, string email, string length, string range, string compare)
    {
        using var _ = Language.Use(language);
        var wrong = Validate(new Form { Email = "nope", Title = "123456", Level = 10, Password = "a", Again = "b" });
        Assert.Equal(required, wrong[nameof(Form.Name)]);
        Assert.Equal(email, wrong[nameof(Form.Email)]);
        Assert.Equal(length, wrong[nameof(Form.Title)]);
        Assert.Equal(range, wrong[nameof(Form.Level)]);
        Assert.Equal(compare, wrong[nameof(Form.Again)]);
    }

    [Fact]
    public void A_rule_that_has_words_of_its_own_keeps_them()
    {
        using var _ = Language.Use(Language.Zh);
        Assert.Equal("链接或其他说明", Validate(new Form { Own = "x" })[nameof(Form.Own)]);
    }

    private static Dictionary<string, string> Validate(Form form)
    {
        var texts = new Texts([typeof(Money).Assembly]);
        var services = new ServiceCollection().AddLogging().AddSingleton(texts).AddSingleton<IStringLocalizerFactory, TextsFactory>();
        services.AddControllersWithViews().AddDataAnnotationsLocalization().AddThemeWords();
        var context = new ActionContext { HttpContext = new Microsoft.AspNetCore.Http.DefaultHttpContext() };
        services.BuildServiceProvider().GetRequiredService<IObjectModelValidator>().Validate(context, null, "", form);
        return context.ModelState.Where(e => e.Value!.Errors.Count > 0).ToDictionary(e => e.Key, e => e.Value!.Errors[0].ErrorMessage);
    }

    private sealed class Form
    {
        [Required] public string? Name { get; set; }
        [EmailAddress] public string? Email { get; set; }
        [StringLength(5)] public string? Title { get; set; }
        [Range(1, 9)] public int Level { get; set; } = 1;
        public string? Password { get; set; }
        [Compare(nameof(Password))] public string? Again { get; set; }
        [RegularExpression("abc", ErrorMessage = "链接或其他说明")] public string? Own { get; set; }
    }
}
