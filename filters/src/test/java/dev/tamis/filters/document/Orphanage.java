package dev.tamis.filters.document;

import dev.tamis.filters.record.Limits;
import java.nio.charset.StandardCharsets;

/** A parent that is killed: starts a child, prints its process id, and halts without any hook being run. */
final class Orphanage {
    private Orphanage() {}

    public static void main(String[] args) throws Exception {
        DocumentExtractor extractor = new DocumentExtractor(Limits.DEFAULT, FaultyServer.class);
        extractor.extract("text".getBytes(StandardCharsets.UTF_8), "plain", null);
        System.out.println(extractor.childPid());
        System.out.flush();
        Runtime.getRuntime().halt(9);
    }
}
