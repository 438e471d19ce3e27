using CsCheck;

namespace Pangea.Kube.Objects.Tests;

public class QuantityTests
{
    [Theory]
    [InlineData("100m", 100)]
    [InlineData("1", 1000)]
    [InlineData("1.5", 1500)]
    [InlineData("64Mi", 64L * 1024 * 1024 * 1000)]
    [InlineData("1e3", 1000000)]
    [InlineData("0.0001", 1)]
    public void A_quantity_reads_as_thousandths_rounded_up(string text, long milli) =>
        Assert.Equal(milli, Quantity.Parse(text).MilliValue);

    [Theory]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("1000m", "1")]
    [InlineData("0.5", "500m")]
    [InlineData("20000", "20k")]
    [InlineData("1500Ki", "1500Ki")]
    public void A_quantity_prints_in_its_canonical_form(string text, string canonical) =>
        Assert.Equal(canonical, Quantity.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1.2.3")]
    [InlineData("1Xi")]
    [InlineData("1 Mi")]
    public void What_is_no_quantity_is_refused(string text) => Assert.False(Quantity.TryParse(text, out _));

    [Fact]
    public void Printing_and_reading_again_changes_nothing() =>
        Gen.Select(
                Gen.Long[0, long.MaxValue / 2],
                Gen.OneOf(Gen.Const(""), Gen.Const("m"), Gen.Const("k"), Gen.Const("Ki"), Gen.Const("Gi"))
            )
            .Sample(t =>
            {
                var quantity = Quantity.Parse($"{t.Item1}{t.Item2}");
                return Quantity.Parse(quantity.ToString()) == quantity;
            });
}
