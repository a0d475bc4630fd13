package dev.tamis.pipeline.run;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.rule.RuleExpressions;
import dev.tamis.pipeline.table.Measurement;
import dev.tamis.pipeline.table.Tables;
import java.util.List;
import java.util.Map;

/** Tells, in a process of its own, what a plug-in on the class path changes. */
public final class PluginProbe {
    private PluginProbe() {}

    /** @param args name of a signal, and a text to measure */
    public static void main(String[] args) {
        System.out.println("version " + CodeVersion.current());
        System.out.println("last " + Signals.all().get(Signals.all().size() - 1).name());
        System.out.println(
                "column " + Tables.DOCUMENTS.getType("signals").asGroupType().containsField(args[0]));
        System.out.println("problems " + RuleExpressions.check(args[0] + " <= 0.5", Signals.types()));
        Measurement measurement = new Measurement(Settings.none());
        measurement.measure(Kind.WEB, args[1], null, Map.of());
        List<String> names = List.copyOf(Signals.types().keySet());
        System.out.println(
                "value " + (names.contains(args[0]) ? measurement.values()[names.indexOf(args[0])] : "none"));
    }
}
