using System.Globalization;
using System.Reflection;
using Marketplace.Modularity;
using Marketplace.Theme;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Marketplace.Accounts;

/// <summary>After the OnGet of a page opened with <c>?held=</c>, lays the held form over what the page binds.</summary>
internal sealed class FillHeldForm(HeldForms held, IModelMetadataProvider metadatas, IModelBinderFactory binders, ParameterBinder parameters, Texts texts) : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var executed = await next();
        var http = context.HttpContext;
        if (!HttpMethods.IsGet(http.Request.Method) || !http.Request.Query.ContainsKey(HeldForms.Query)) { return; }
        if (executed.Result is not (null or PageResult) || context.HandlerInstance is not PageModel page) { return; }
        if (await held.FindAsync(http, http.RequestAborted) is not { } fields) { return; }
        await FillAsync(page, new FormCollection(fields));
        page.TempData.Say(texts["accounts.held"]);
    }

    private async Task FillAsync(PageModel page, FormCollection form)
    {
        var values = new FormValueProvider(BindingSource.Form, form, CultureInfo.InvariantCulture);
        foreach (var property in page.GetType().GetProperties().Where(p => p.GetCustomAttribute<BindPropertyAttribute>() is not null))
        {
            var metadata = metadatas.GetMetadataForProperty(page.GetType(), property.Name);
            var binding = BindingInfo.GetBindingInfo(property.GetCustomAttributes(), metadata) ?? new BindingInfo();
            // Else nothing is bound where the request is a GET.
            binding.RequestPredicate = null;
            var binder = binders.CreateBinder(new ModelBinderFactoryContext { BindingInfo = binding, Metadata = metadata, CacheToken = property });
            var parameter = new ParameterDescriptor { Name = property.Name, ParameterType = property.PropertyType, BindingInfo = binding };
            var result = await parameters.BindModelAsync(page.PageContext, binder, values, parameter, metadata, property.GetValue(page), page);
            if (result.IsModelSet && property.CanWrite) { property.SetValue(page, result.Model); }
        }
        // The words are back as they were typed; what is wrong with them is said when the form is sent.
        foreach (var entry in page.ModelState.Values) { entry.Errors.Clear(); entry.ValidationState = ModelValidationState.Skipped; }
    }
}
