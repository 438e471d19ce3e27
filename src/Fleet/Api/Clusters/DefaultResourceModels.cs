using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>The sizes of nodes that a Cluster gets when it names none: nine grades of CPU and memory.</summary>
public static class DefaultResourceModels
{
    private static readonly string[] Cpu = ["0", "1", "2", "4", "8", "16", "32", "64", "128", Infinite];
    private static readonly string[] Memory =
    [
        "0",
        "4Gi",
        "16Gi",
        "32Gi",
        "64Gi",
        "128Gi",
        "256Gi",
        "512Gi",
        "1Ti",
        Infinite,
    ];

    /// <summary>The upper bound of the last grade: the greatest integer of 64 bits.</summary>
    public const string Infinite = "9223372036854775807";

    /// <summary>The grades, smallest first.</summary>
    public static IReadOnlyList<ResourceModel> All { get; } = [.. Enumerable.Range(0, Cpu.Length - 1).Select(Grade)];

    private static ResourceModel Grade(int grade) =>
        new()
        {
            Grade = grade,
            Ranges =
            [
                new()
                {
                    Name = ResourceList.Cpu,
                    Min = Quantity.Parse(Cpu[grade]),
                    Max = Quantity.Parse(Cpu[grade + 1]),
                },
                new()
                {
                    Name = ResourceList.Memory,
                    Min = Quantity.Parse(Memory[grade]),
                    Max = Quantity.Parse(Memory[grade + 1]),
                },
            ],
        };
}
