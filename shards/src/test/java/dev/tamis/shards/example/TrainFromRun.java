package dev.tamis.shards.example;

import dev.tamis.shards.read.Batch;
import dev.tamis.shards.read.DataLoader;
import dev.tamis.shards.read.LoaderState;
import dev.tamis.shards.read.TokenCorpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** One worker of a training run; what docs/reading.md shows. */
final class TrainFromRun {

    /** What trains: one optimiser step on this worker's rows. */
    interface Trainer {
        void step(int rows, int sequenceLength, int[] tokens, int[] positions, int[] segments, byte[] lossMask);
    }

    static void train(Path run, Path checkpoint, long batchTokens, int rank, int workers, Trainer trainer)
            throws IOException {
        try (TokenCorpus corpus = TokenCorpus.open(run.resolve("tokens"))) {
            DataLoader.Builder builder = corpus.loader().worker(rank, workers).prefetch(2);
            builder = Files.exists(checkpoint)
                    ? builder.resume(LoaderState.parse(Files.readString(checkpoint)))
                    : builder.batchTokens(batchTokens);
            try (DataLoader loader = builder.open()) {
                for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
                    trainer.step(
                            batch.rows(),
                            batch.sequenceLength(),
                            batch.tokens(),
                            batch.positions(),
                            batch.segments(),
                            batch.lossMask());
                    if (rank == 0 && batch.step() % 10 == 9) {
                        // Moved into its place whole: a run that is killed while it writes keeps the one before.
                        Path partial = checkpoint.resolveSibling(checkpoint.getFileName() + ".partial");
                        Files.writeString(partial, loader.state().toJson());
                        Files.move(partial, checkpoint, StandardCopyOption.ATOMIC_MOVE);
                    }
                }
            }
        }
    }

    private TrainFromRun() {}
}
