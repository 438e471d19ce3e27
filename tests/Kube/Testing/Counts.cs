namespace Pangea.Kube.Testing;

/// <summary>How often random tests run.</summary>
internal static class Counts
{
    /// <summary>The short count, or a hundred times that in long runs.</summary>
    public static int Of(int few) => Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1" ? few * 100 : few;
}
