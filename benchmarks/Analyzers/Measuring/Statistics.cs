using System.Globalization;

namespace RefreshRace.AnalyzerBenchmarks.Measuring;

/// <summary>Figures out of repeated samples.</summary>
internal static class Statistics
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? 0 : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary><c>median (min–max)</c>, with as many digits as the figure is worth.</summary>
    public static string Describe(IEnumerable<double> values)
    {
        var list = values.ToList();
        return list.Count == 0 ? "–" : $"{Text(Median(list))} ({Text(list.Min())}–{Text(list.Max())})";
    }

    public static string Text(double value) => value.ToString(Math.Abs(value) < 10 ? "0.00" : Math.Abs(value) < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    /// <summary>The exponent of a power law through the points: the slope of the regression line of their logarithms. 1 is linear.</summary>
    public static double Growth(IEnumerable<(double Size, double Cost)> points)
    {
        var logs = points.Where(point => point is { Size: > 1, Cost: > 0 }).Select(point => (X: Math.Log(point.Size), Y: Math.Log(point.Cost))).ToList();
        if (logs.Count < 2)
        {
            return double.NaN;
        }

        var (x, y) = (logs.Average(point => point.X), logs.Average(point => point.Y));
        return logs.Sum(point => (point.X - x) * (point.Y - y)) / logs.Sum(point => (point.X - x) * (point.X - x));
    }
}
