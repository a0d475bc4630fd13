package dev.tamis.media;

import dev.tamis.filters.child.ChildServer;
import dev.tamis.filters.image.ImageHeader;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Reason;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** A child process that does to its images what their widths say. */
final class FaultyImageServer {
    static final int HANG = 101;
    static final int EXIT = 102;
    static final int HEAP = 103;
    static final int SEGMENT = 104;
    static final int GARBAGE = 105;
    static final int STACK = 106;

    private FaultyImageServer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        ChildServer.<ImageFrames.Request>serve(
                ImageFrames::readRequest, () -> FaultyImageServer::answer, Reason.IMAGE_CORRUPT);
    }

    private static ChildServer.Answer answer(ImageFrames.Request request) throws ExtractionException {
        switch (ImageHeader.read(request.bytes()).width()) {
            case HANG -> {
                while (true) {
                    Thread.onSpinWait();
                }
            }
            case EXIT -> Runtime.getRuntime().halt(139);
            case HEAP -> {
                List<byte[]> hoard = new ArrayList<>();
                while (!hoard.contains(request.bytes())) {
                    hoard.add(new byte[1 << 20]);
                }
            }
            case SEGMENT -> {
                try (BytePointer nowhere = new BytePointer((Pointer) null) {
                    {
                        address = 8;
                    }
                }) {
                    nowhere.put((byte) 1);
                }
            }
            case GARBAGE -> {
                PrintStream raw =
                        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
                raw.println("no frame at all");
            }
            case STACK -> deep(1);
            default -> {}
        }
        return out -> ImageFrames.writeLook(out, new ImageLook(null, List.of()));
    }

    private static int deep(int n) {
        return n == 0 ? 0 : 1 + deep(n + 1);
    }
}
