using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Marketplace.Modularity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Theme;

/// <summary>What is wrong with an input, in the reader's language, where a rule says nothing of its own. It stands beside the field and therefore names none.</summary>
public static class ValidationWords
{
    public static IMvcBuilder AddThemeWords(this IMvcBuilder pages)
    {
        // Rules are checked by the server; attributes for a validation script would be dead weight in every form.
        pages.AddViewOptions(view => view.HtmlHelperOptions.ClientValidationEnabled = false);
        // Chinese goes out as it is, not as a numbered entity for each character.
        pages.Services.AddWebEncoders(encoders => encoders.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        pages.Services.AddOptions<MvcOptions>().Configure<Texts>((mvc, texts) =>
        {
            mvc.ModelMetadataDetailsProviders.Add(new Rules());
            Say(mvc.ModelBindingMessageProvider, texts);
        });
        return pages;
    }

    private static void Say(DefaultModelBindingMessageProvider messages, Texts texts)
    {
        messages.SetAttemptedValueIsInvalidAccessor((value, _) => texts["theme.invalid.value", value].Value);
        messages.SetNonPropertyAttemptedValueIsInvalidAccessor(value => texts["theme.invalid.value", value].Value);
        messages.SetValueIsInvalidAccessor(value => texts["theme.invalid.value", value].Value);
        messages.SetUnknownValueIsInvalidAccessor(_ => texts["theme.invalid"].Value);
        messages.SetNonPropertyUnknownValueIsInvalidAccessor(() => texts["theme.invalid"].Value);
        messages.SetValueMustBeANumberAccessor(_ => texts["theme.invalid.number"].Value);
        messages.SetNonPropertyValueMustBeANumberAccessor(() => texts["theme.invalid.number"].Value);
        messages.SetValueMustNotBeNullAccessor(_ => texts["theme.invalid.required"].Value);
        messages.SetMissingBindRequiredValueAccessor(_ => texts["theme.invalid.required"].Value);
        messages.SetMissingKeyOrValueAccessor(() => texts["theme.invalid.required"].Value);
        messages.SetMissingRequestBodyRequiredValueAccessor(() => texts["theme.invalid.required"].Value);
    }

    private sealed class Rules : IValidationMetadataProvider
    {
        // Some rules answer with their English default where nothing was said, others with null.
        private static readonly HashSet<string?> Unsaid =
            [null, new EmailAddressAttribute().ErrorMessage, new UrlAttribute().ErrorMessage, new PhoneAttribute().ErrorMessage, new CompareAttribute("x").ErrorMessage];

        public void CreateValidationMetadata(ValidationMetadataProviderContext context)
        {
            foreach (var rule in context.ValidationMetadata.ValidatorMetadata.OfType<ValidationAttribute>())
            {
                if (Unsaid.Contains(rule.ErrorMessage) && rule.ErrorMessageResourceName is null && Key(rule) is { } key) { rule.ErrorMessage = key; }
            }
        }

        private static string? Key(ValidationAttribute rule) => rule switch
        {
            RequiredAttribute => "theme.invalid.required",
            StringLengthAttribute { MinimumLength: > 0 } => "theme.invalid.length",
            StringLengthAttribute or MaxLengthAttribute => "theme.invalid.tooLong",
            MinLengthAttribute => "theme.invalid.tooShort",
            RangeAttribute => "theme.invalid.range",
            EmailAddressAttribute => "theme.invalid.email",
            UrlAttribute => "theme.invalid.url",
            PhoneAttribute => "theme.invalid.phone",
            CompareAttribute => "theme.invalid.compare",
            RegularExpressionAttribute => "theme.invalid",
            _ => null,
        };
    }
}
