using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pangea.Eng.FleetApi;

/// <summary>
/// Reads the records from their source text. Nothing needs to be compiled for it, so it also works when the generated files
/// no longer fit the records.
/// </summary>
internal sealed partial class SourceReader
{
    private readonly Dictionary<string, string> constants = new(StringComparer.Ordinal);

    public SortedDictionary<string, RecordModel> Read(string folder)
    {
        var roots = Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith(".g.cs", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), path: f).GetRoot())
            .ToList();
        foreach (var root in roots)
            CollectConstants(root);
        var records = new SortedDictionary<string, RecordModel>(StringComparer.Ordinal);
        foreach (var record in roots.SelectMany(r => r.DescendantNodes().OfType<RecordDeclarationSyntax>()))
        {
            var (attributes, columns) = Attributes(record.AttributeLists);
            if (!attributes.ContainsKey("ApiType") && !attributes.ContainsKey("ApiKind"))
                continue;
            records.Add(
                record.Identifier.Text,
                new RecordModel(
                    record.Identifier.Text,
                    Summary(record),
                    record.BaseList?.Types.FirstOrDefault()?.Type.ToString(),
                    record.Modifiers.Any(SyntaxKind.SealedKeyword)
                )
                {
                    Attributes = attributes,
                    Columns = columns,
                    Own = [.. record.Members.OfType<PropertyDeclarationSyntax>().Where(IsData).Select(Field)],
                }
            );
        }
        return records;
    }

    // Computed properties have no accessors to set.
    private static bool IsData(PropertyDeclarationSyntax property) =>
        property.AccessorList?.Accessors.Any(a => a.IsKind(SyntaxKind.InitAccessorDeclaration)) == true;

    private FieldModel Field(PropertyDeclarationSyntax property) =>
        new(property.Identifier.Text, property.Type.ToString(), Summary(property))
        {
            Attributes = Attributes(property.AttributeLists).Attributes,
        };

    private void CollectConstants(SyntaxNode root)
    {
        foreach (var field in root.DescendantNodes().OfType<FieldDeclarationSyntax>())
        {
            if (!field.Modifiers.Any(SyntaxKind.ConstKeyword) || field.Parent is not TypeDeclarationSyntax type)
                continue;
            foreach (var variable in field.Declaration.Variables)
            {
                if (variable.Initializer?.Value is LiteralExpressionSyntax literal)
                    constants[$"{type.Identifier.Text}.{variable.Identifier.Text}"] = literal.Token.ValueText;
            }
        }
    }

    private (Dictionary<string, AttributeModel> Attributes, List<AttributeModel> Columns) Attributes(
        SyntaxList<AttributeListSyntax> lists
    )
    {
        var byName = new Dictionary<string, AttributeModel>(StringComparer.Ordinal);
        var columns = new List<AttributeModel>();
        foreach (var attribute in lists.SelectMany(l => l.Attributes))
        {
            var positional = new List<string>();
            var named = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var argument in attribute.ArgumentList?.Arguments ?? [])
            {
                if (argument.NameEquals is { } name)
                    named[name.Name.Identifier.Text] = Constant(argument.Expression);
                else
                    positional.Add(Constant(argument.Expression));
            }
            var model = new AttributeModel(attribute.Name.ToString(), positional, named);
            if (model.Name == "PrintedColumn")
                columns.Add(model);
            else
                byName[model.Name] = model;
        }
        return (byName, columns);
    }

    private string Constant(ExpressionSyntax expression) =>
        expression switch
        {
            LiteralExpressionSyntax literal => literal.Token.ValueText,
            PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax literal } minus => minus.OperatorToken.Text
                + literal.Token.ValueText,
            MemberAccessExpressionSyntax member when constants.TryGetValue(member.ToString(), out var value) => value,
            _ => throw new InvalidDataException($"{expression.GetLocation().GetLineSpan()}: no constant: {expression}"),
        };

    private static string Summary(SyntaxNode node)
    {
        var text = string.Concat(
            node.GetLeadingTrivia()
                .Where(t => t.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia))
                .Select(t => t.ToFullString())
        );
        var xml = DocMark().Replace(text, "");
        var summary = XElement.Parse($"<d>{xml}</d>").Element("summary");
        if (summary is null)
            throw new InvalidDataException($"{node.GetLocation().GetLineSpan()}: no doc comment");
        foreach (var see in summary.Descendants("see").ToList())
            see.ReplaceWith(((string?)see.Attribute("cref") ?? "").Split('.')[^1]);
        return Spaces().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"^\s*///", RegexOptions.Multiline)]
    private static partial Regex DocMark();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
