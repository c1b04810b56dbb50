using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Capture;
using VisionRuntime.Graphs;
using VisionRuntime.Insight.Inspection;
using VisionRuntime.Models;

namespace VisionRuntime.Tests.Insight;

public class InspectionTests
{
    private static readonly Rgba32 Black = new(0, 0, 0), White = new(255, 255, 255), Ground = new(20, 23, 46), Accent = new(122, 168, 255);

    [Fact]
    public void A_filter_goes_from_black_to_white_and_its_channels_lie_side_by_side()
    {
        // Two filters of two channels of 1x2, enlarged 16 times, at (12, 36) with gaps of 2.
        using var sheet = FilterSheet.Draw([0, 1, 2, 4, /**/ -1, -1, 0, 1], [2, 2, 1, 2], "f");
        int[] columns = [12, 28, 46, 62];
        Assert.Equal([Black, Gray(64), Gray(128), White], columns.Select(x => sheet[x + 8, 36 + 8]));
        Assert.Equal([Black, Black, Gray(128), White], columns.Select(x => sheet[x + 8, 36 + 18 + 8]));
        Assert.Equal(Ground, sheet[12 + 33, 36 + 8]);
        // The title, "f [2, 2, 1, 2]", is wider than the tiles.
        Assert.Equal((14 * 12 - 2 + 24, 34 + 36 + 12), (sheet.Width, sheet.Height));
    }

    [Fact]
    public void Filters_of_three_channels_are_in_color()
    {
        using var sheet = FilterSheet.Draw([1, 0, /**/ 0, 1, /**/ 0, 0], [1, 3, 1, 2], "f");
        Assert.Equal((new Rgba32(255, 0, 0), new Rgba32(0, 255, 0)), (sheet[12 + 4, 40], sheet[12 + 20, 40]));
    }

    [Fact]
    public void A_sheet_stays_small_enough_to_look_at_and_says_what_is_missing()
    {
        using Image<Rgba32> many = FilterSheet.Draw(new float[96 * 3 * 121], [96, 3, 11, 11], "f"), huge = FilterSheet.Draw(new float[4096 * 25], [4096, 1, 5, 5], "f");
        Assert.InRange(many.Width, 300, 700);
        Assert.InRange(many.Height, 300, 700);
        Assert.InRange(huge.Width, 900, 1048);
        Assert.Throws<ShapeException>(() => FilterSheet.Draw([], [0, 1, 2, 2], "f"));
        Assert.Throws<ShapeException>(() => FilterSheet.Draw([1, 2], [1, 2], "f"));
    }

    [Fact]
    public void A_row_of_activations_shows_each_map_in_its_own_scale_and_scores_as_bars()
    {
        using var sheet = ActivationSheet.Draw("t",
            [
                LayerActivation.Of("input", [1, 3, 1, 2], [1, 0, 0, 1, 0, 0], isPicture: true),
                LayerActivation.Of("conv", [1, 3, 2, 2], [0, 0, 0, 9, /**/ -1, 0, 0, 1, /**/ 0, 0, 0, 0]),
                LayerActivation.Of("dense", [1, 2], [3, 5]),
            ],
            [("up", 3), ("down", 1), ("left", -1)]);
        // Rows of 64 begin at y 36 and are 10 apart; maps begin at x 202 and are 2 apart.
        Assert.Equal((new Rgba32(255, 0, 0), new Rgba32(0, 255, 0)), (sheet[202 + 10, 60], sheet[202 + 100, 60]));
        Assert.Equal((Black, White), (sheet[202 + 16, 110 + 16], sheet[202 + 48, 110 + 48]));
        Assert.Equal([Black, Gray(128), Gray(128), White], Enumerable.Range(0, 4).Select(i => sheet[268 + 16 + i % 2 * 32, 110 + 16 + i / 2 * 32]));
        Assert.Equal(Black, sheet[334 + 32, 110 + 32]);
        Assert.Equal((Black, White), (sheet[202 + 16, 184 + 32], sheet[202 + 48, 184 + 32]));
        // 220 pixels for the highest, counted from the lowest where that is below 0.
        int[] ends = [.. Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, 300).Count(x => 1278 + x < sheet.Width && sheet[1278 + x, 36 + 31 * i + 17 + 3] == Accent))];
        Assert.Equal([221, 111, 1], ends);
    }

    [Fact]
    public void Heat_hides_the_picture_where_it_is_hot_and_leaves_it_grey_where_it_is_cold()
    {
        using var heat = PictureDrawings.Heat([0, 1, 1, 0.5f], [1, 1, 2, 2], [-3, 0, 2, 1], "t");
        int Scale(int pixels) => pixels * 224;
        Assert.Equal(Black, heat[12 + 9, 36 + 9]);
        Assert.Equal(Gray(204), heat[12 + Scale(1) + 9, 36 + 9]);
        Assert.Equal(new Rgba32(240, 220, 141), heat[12 + 9, 36 + Scale(1) + 9]);
        var half = heat[12 + Scale(1) + 9, 36 + Scale(1) + 9];
        Assert.True(half.R > half.G && half.G < 102, $"{half}");
    }

    [Fact]
    public void A_receptive_field_is_framed_and_all_else_is_dark()
    {
        using var drawn = PictureDrawings.ReceptiveField([.. Enumerable.Repeat(1f, 15), 0], [1, 1, 4, 4], -1, 1, 3, 2, "t");
        Rgba32 At(int x, int y) => drawn[12 + x * 112 + 56, 36 + y * 112 + 56];
        for (int y = 0; y < 4; y++)
        {
            for (int x = 0; x < 4; x++) Assert.Equal(x == 3 && y == 3 ? Black : x < 2 && y is 1 or 2 ? White : Gray(114), At(x, y));
        }
        Assert.Equal(Accent, drawn[12 + 100, 36 + 112]);
        Assert.Equal(Accent, drawn[12 + 224, 36 + 224]);
    }

    [Fact]
    public void Layers_are_counted_behind_their_activation_functions()
    {
        var layers = Layers("lenet5");
        Assert.Equal(["conv1", "averagepool", "conv2", "averagepool#2", "fc3", "fc4", "fc5"], layers.Select(layer => layer.Name));
        Assert.IsType<Map>(layers[0].Output.Producer!.Operator);
        Assert.IsType<MatMul>(layers[^1].Output.Producer!.Operator);
        Assert.Equal(["conv1", "maxpool", "conv2_1/a", "conv2_1/b", "conv2_1/sum", "conv2_2/a", "conv2_2/b", "conv2_2/sum", "conv3_1/a", "conv3_1/b", "conv3_1/shortcut", "conv3_1/sum"],
            Layers("resnet18").Take(12).Select(layer => layer.Name));
        Assert.Equal([1, 512, 7, 7], Layers("resnet18")[^3].Output.Shape);
    }

    [Fact]
    public void Every_network_of_the_catalog_ends_in_its_output_and_names_no_layer_twice() => Assert.All(ModelCatalog.All, model =>
    {
        var graph = model.ToGraph();
        var layers = NetworkLayer.Of(graph.Outputs[model.OutputName]);
        Assert.Equal(layers.Count, layers.Select(layer => layer.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(graph.Outputs[model.OutputName].Shape.Count, layers[^1].Output.Shape.Count);
    });

    [Fact]
    public void A_picture_is_cut_to_the_inputs_proportions_and_scaled()
    {
        using var wide = new Image<Rgba32>(8, 4);
        for (int i = 0; i < 32; i++) wide[i % 8, i / 8] = i % 8 is 2 or 3 ? new(255, 0, 0) : i % 8 is 4 or 5 ? White : new(0, 0, 255);
        using var source = new ImageSource(wide);
        Assert.Equal([1, 1, 1, 1, /**/ 0, 1, 0, 1, /**/ 0, 1, 0, 1], PictureInput.Of(source, Taking([1, 3, 2, 2])));
        float[] stacked = PictureInput.Of(source, Taking([1, 2, 2, 2]));
        Assert.Equal([0.299, 1, 0.299, 1, 0.299, 1, 0.299, 1], stacked.Select(number => Math.Round(number, 5)));
        Assert.Equal([-1, 1, -1, 1], PictureInput.Of(source, Taking([1, 3, 2, 2]) with { Preprocessing = new(2, 2) { Mean = [0.5f, 0.5f, 0.5f], StandardDeviation = [0.5f, 0.5f, 0.5f] } })[4..8]);
        Assert.Throws<ShapeException>(() => PictureInput.Of(source, Taking([1, 7])));
        Assert.Equal(new CropRectangle(0, 3, 4, 1), new Preprocessing(100, 25).CropOf(4, 8));
        Assert.Equal(new CropRectangle(1, 0, 1, 3), new Preprocessing(1, 1000).CropOf(3, 3));
    }

    [Fact]
    public void A_networks_pictures_show_the_weights_that_were_written_last()
    {
        using var device = new CpuDevice();
        using var variables = new Variables(device);
        using var inspection = new ModelInspection(device, variables, ModelCatalog.Find("dqn-small")!);
        float[] input = [.. Enumerable.Range(0, 2 * 42 * 42).Select(i => i % 7 / 7f)];
        Assert.Equal("online/conv1/filters", inspection.FirstFilters);
        Assert.Equal("online/conv2 0,2,2", inspection.DefaultUnit().ToString());
        Assert.Equal((16, 16, 18, 18), inspection.DefaultUnit().Field);
        float[] before = inspection.ScoresOf(input);
        variables.Write("online/values/bias", [10, 20, 30]);
        Assert.Equal([10, 20, 30], inspection.ScoresOf(input).Zip(before, (after, was) => MathF.Round(after - was, 3)));
        using Image<Rgba32> activations = inspection.DrawActivations(input), filters = inspection.DrawFilters(), field = inspection.DrawReceptiveField(input, inspection.DefaultUnit());
        Assert.Equal(1530, activations.Width);
        Assert.Throws<ShapeException>(() => inspection.DrawReceptiveField(input, inspection.DefaultUnit() with { X = 4 }));
        Assert.Contains("there are: online/conv1, online/conv2", Assert.Throws<ShapeException>(() => new ModelInspection(device, variables, inspection.Model, "conv9")).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<NetworkLayer> Layers(string name) => NetworkLayer.Of(ModelCatalog.Find(name)!.ToGraph().Outputs["logits"]);

    private static NetworkDefinition Taking(Shape input) => new("test", "", ModelTask.Classification, "images", input, x => x);

    private static Rgba32 Gray(byte level) => new(level, level, level);
}
