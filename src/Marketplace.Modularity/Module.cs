using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Modularity;

/// <summary>Marks an assembly as a module. <see cref="DependsOn"/> names the modules it may see.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ModuleAttribute(string name) : Attribute
{
    public string Name { get; } = name;
    public string Description { get; init; } = "";
    public string[] DependsOn { get; init; } = [];
}

/// <summary>What a module brings to the site. One class per module, made without services.</summary>
public abstract class ModuleStartup
{
    public virtual IEnumerable<Permission> Permissions => [];
    public virtual IEnumerable<MenuItem> Menu => [];
    public virtual void ConfigureServices(IServiceCollection services, IConfiguration configuration) { }

    /// <summary>Middleware of the module, in module order, before routing decides.</summary>
    public virtual void ConfigureRequest(IApplicationBuilder app) { }

    /// <summary>Endpoints beside the module's Razor pages, which are found by themselves.</summary>
    public virtual void MapEndpoints(WebApplication app) { }
}

public sealed record Module(Assembly Assembly, ModuleAttribute Manifest, ModuleStartup Startup)
{
    public string Name => Manifest.Name;
}

/// <summary>All modules beside the host, each after those it depends on.</summary>
public sealed class ModuleCatalog
{
    private ModuleCatalog(IReadOnlyList<Module> modules) => Modules = modules;

    public IReadOnlyList<Module> Modules { get; }

    /// <summary>Assemblies whose texts and model are part of the site: modules, theme and host.</summary>
    public IReadOnlyList<Assembly> Assemblies { get; private init; } = [];

    /// <exception cref="InvalidOperationException">A manifest names a missing module, or the graph has a cycle.</exception>
    public static ModuleCatalog Discover()
    {
        var assemblies = Directory.EnumerateFiles(AppContext.BaseDirectory, "Marketplace.*.dll")
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => !name!.Contains("Tests", StringComparison.Ordinal) && !name.Contains("Benchmarks", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Assembly.Load(new AssemblyName(name!)))
            .ToList();
        var found = assemblies
            .Select(a => (Assembly: a, Manifest: a.GetCustomAttribute<ModuleAttribute>()))
            .Where(m => m.Manifest is not null)
            .ToDictionary(m => m.Manifest!.Name, m => new Module(m.Assembly, m.Manifest!, CreateStartup(m.Assembly)));
        return new ModuleCatalog(InOrder(found)) { Assemblies = assemblies };
    }

    private static ModuleStartup CreateStartup(Assembly assembly)
    {
        // By its usual name first: asking an assembly for all its types loads everything that they are made of.
        var type = assembly.GetType(assembly.GetName().Name + ".Startup") is { IsAbstract: false } usual && usual.IsSubclassOf(typeof(ModuleStartup)) ? usual : assembly.GetTypes().SingleOrDefault(t => t is { IsAbstract: false } && t.IsSubclassOf(typeof(ModuleStartup)))
            ?? throw new InvalidOperationException($"{assembly.GetName().Name} has a manifest and no startup.");
        return (ModuleStartup)Activator.CreateInstance(type)!;
    }

    private static List<Module> InOrder(Dictionary<string, Module> found)
    {
        var ordered = new List<Module>();
        var open = new HashSet<string>();
        foreach (var module in found.Values) { Visit(module); }
        return ordered;

        void Visit(Module module)
        {
            if (ordered.Contains(module)) { return; }
            if (!open.Add(module.Name)) { throw new InvalidOperationException($"Module {module.Name} depends on itself in a circle."); }
            foreach (var name in module.Manifest.DependsOn)
            {
                Visit(found.TryGetValue(name, out var needed) ? needed
                    : throw new InvalidOperationException($"Module {module.Name} depends on {name}, which is not there."));
            }
            open.Remove(module.Name);
            ordered.Add(module);
        }
    }
}
