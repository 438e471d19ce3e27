namespace Pangea.Kube.Schema.Cel;

internal enum CelMacro
{
    Has,
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
    TransformList,
    TransformMap,
    TransformMapEntry,
    SortBy,
    Bind,
    OptMap,
    OptFlatMap,
}

/// <summary>The macros: calls whose arguments are not all values.</summary>
internal static class CelMacros
{
    public static CelMacro? Find(string name, bool isMethod) =>
        (name, isMethod) switch
        {
            ("has", false) => CelMacro.Has,
            ("cel.bind", false) => CelMacro.Bind,
            ("all", true) => CelMacro.All,
            ("exists", true) => CelMacro.Exists,
            ("exists_one" or "existsOne", true) => CelMacro.ExistsOne,
            ("filter", true) => CelMacro.Filter,
            ("map", true) => CelMacro.Map,
            ("transformList", true) => CelMacro.TransformList,
            ("transformMap", true) => CelMacro.TransformMap,
            ("transformMapEntry", true) => CelMacro.TransformMapEntry,
            ("sortBy", true) => CelMacro.SortBy,
            ("optMap", true) => CelMacro.OptMap,
            ("optFlatMap", true) => CelMacro.OptFlatMap,
            _ => null,
        };

    public static bool TakesTwo(CelMacro macro) =>
        macro is CelMacro.All or CelMacro.Exists or CelMacro.ExistsOne || NeedsTwo(macro);

    public static bool NeedsTwo(CelMacro macro) =>
        macro is CelMacro.TransformList or CelMacro.TransformMap or CelMacro.TransformMapEntry;

    public static bool TakesCondition(CelMacro macro) => macro == CelMacro.Map || NeedsTwo(macro);

    public static CelLoopKind Kind(CelMacro macro) =>
        macro switch
        {
            CelMacro.All => CelLoopKind.All,
            CelMacro.Exists => CelLoopKind.Exists,
            CelMacro.ExistsOne => CelLoopKind.ExistsOne,
            CelMacro.Filter => CelLoopKind.Filter,
            CelMacro.Map => CelLoopKind.Map,
            CelMacro.TransformList => CelLoopKind.TransformList,
            CelMacro.TransformMap => CelLoopKind.TransformMap,
            CelMacro.TransformMapEntry => CelLoopKind.TransformMapEntry,
            _ => CelLoopKind.SortBy,
        };
}
