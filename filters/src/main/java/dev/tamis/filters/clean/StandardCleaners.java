package dev.tamis.filters.clean;

import java.util.List;

/** The cleaners of lines, addresses and books. A new one takes one line here. */
public final class StandardCleaners implements CleanerSet {
    private static final List<Cleaner> CLEANERS = List.of(
            C4Lines.tfds(),
            C4Lines.datatrove(),
            C4Lines.fineweb(),
            new C4LinesDclm(),
            new Citations(),
            UrlRemoval.refinedWeb(),
            UrlRemoval.dclm(),
            new RefinedWebLines(),
            SymbolLines.datatrove(),
            SymbolLines.fineweb2(),
            new ControlChars(),
            new TrailingSpace(),
            new BlankLines(),
            new RepeatedLines(),
            new GutenbergBoilerplate(),
            new RunningHeads(),
            new PageNumbers(),
            new Hyphenation());

    @Override
    public List<Cleaner> cleaners() {
        return CLEANERS;
    }
}
