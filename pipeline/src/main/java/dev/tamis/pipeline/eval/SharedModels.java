package dev.tamis.pipeline.eval;

import dev.tamis.tokenizer.eval.EvalModel;
import dev.tamis.tokenizer.eval.Tally;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Models to broadcast: they travel as files, and are read once on each executor, whatever the number of its tasks. */
public final class SharedModels implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ArrayList<ModelFile> files;
    private transient List<EvalModel> opened;

    /** A model as it travels to the tasks. */
    public record ModelFile(String name, byte[] bytes) implements Serializable {
        /** The model, ready to encode. */
        public EvalModel open() {
            return new EvalModel(name, SentencePieceModel.parse(bytes));
        }
    }

    public SharedModels(List<ModelFile> files) {
        this.files = new ArrayList<>(files);
    }

    /** The models in their order, with scratch for one thread. */
    public synchronized List<EvalModel> open() {
        if (opened == null) {
            opened = files.stream().map(ModelFile::open).toList();
        }
        return opened.stream().map(EvalModel::another).toList();
    }

    /** Counts of nothing, in the form that tasks send. */
    public byte[] noCounts() {
        return Tally.of(open()).toBytes();
    }
}
