using Pangea.Kube.Storage.Tests.Durability;

namespace Pangea.Kube.Storage.Tests;

/// <summary>Runs the tests; or, as <c>child …</c>, a process that writes to a store and that a test watches or kills.</summary>
public static class Program
{
    public static Task<int> Main(string[] args)
    {
        if (args is ["child", .. var rest])
        {
            return WritingChild.RunAsync(rest);
        }
        // The two lines that xunit.v3 generates when a test project has no entry point of its own.
        return args.Any(argument => argument is "--server" or "--internal-msbuild-node")
            ? Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
                args,
                SelfRegisteredExtensions.AddSelfRegisteredExtensions
            )
            : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
    }
}
