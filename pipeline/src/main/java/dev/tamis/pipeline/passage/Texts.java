package dev.tamis.pipeline.passage;

import dev.tamis.pipeline.dedup.Domains;
import dev.tamis.pipeline.dedup.PartFiles;
import dev.tamis.pipeline.recipe.DedupSpec;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * Where the texts of the corpus are. After the parts there is one more partition, without documents, to which the owners of
 * hashes send what they counted.
 *
 * @param parts by number
 * @param verdicts path of what the stage before said of each part
 * @param interleaved whether that stage put images into pages; else it is dedup
 */
record Texts(List<PartFiles> parts, List<String> verdicts, boolean interleaved) implements Serializable {
    TextWalk walk(PassagePart part) throws IOException {
        int number = part.documents().part();
        return number == parts.size()
                ? new TextWalk(part)
                : new TextWalk(
                        parts.get(number).run().open(),
                        parts.get(number).measured().documents(),
                        verdicts.get(number),
                        interleaved ? Tables.INTERLEAVE : Tables.DEDUP,
                        part);
    }

    Domains domains(DedupSpec.Scope scope, PassagePart part) {
        int number = part.documents().part();
        return new Domains(
                scope, number == parts.size() ? "" : parts.get(number).source(), part.documents());
    }

    /** The number of the partition for counts. */
    int counts() {
        return parts.size();
    }
}
