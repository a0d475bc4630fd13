package dev.tamis.models.fasttext;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.models.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FastTextModelTest {
    private static final List<String> LABELS = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");

    private static List<FastTextModel> models() {
        List<FastTextModel> models = new ArrayList<>();
        for (Loss loss : Loss.values()) {
            models.add(TestModels.dense(loss, 7, 2, 4, LABELS));
            models.add(TestModels.dense(loss, 16, 1, 0, LABELS.subList(0, 2)));
            for (boolean norms : new boolean[] {false, true}) {
                models.add(TestModels.quantised(loss, norms, false, LABELS));
                models.add(TestModels.quantised(loss, norms, true, LABELS));
            }
        }
        return models;
    }

    /** One word and one label, 2 columns, byte after byte as fastText's source writes it. */
    private static byte[] smallest() {
        ByteBuffer out = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(793712314).putInt(12);
        for (int number : new int[] {2, 5, 5, 1, 5, 1, 3, 3, 0, 0, 0, 100}) {
            out.putInt(number);
        }
        out.putDouble(1e-4);
        out.putInt(2).putInt(1).putInt(1).putLong(9).putLong(-1);
        out.put(TestModels.utf8("hi")).put((byte) 0).putLong(4).put((byte) 0);
        out.put(TestModels.utf8("__label__x")).put((byte) 0).putLong(3).put((byte) 1);
        out.put((byte) 0).putLong(1).putLong(2).putFloat(0.5f).putFloat(-1);
        out.put((byte) 0).putLong(1).putLong(2).putFloat(2).putFloat(3);
        return Arrays.copyOf(out.array(), out.position());
    }

    @Test
    void aFileIsReadByteForByteAsTheFormatSays() throws IOException {
        FastTextModel model = TestModels.read(smallest());
        assertEquals(new Args(2, 5, 5, 1, 5, 1, Loss.SOFTMAX, Task.SUPERVISED, 0, 0, 0, 100, 1e-4), model.args());
        assertEquals("hi", model.dictionary().entry(0));
        assertEquals("__label__x", model.dictionary().label(0));
        assertEquals(4, model.dictionary().count(0));
        assertEquals(9, model.dictionary().tokens());
        assertEquals(0.5f * 2 - 3, model.input().dot(0, new float[] {2, 3}));
        assertArrayEquals(smallest(), TestModels.bytes(model));
    }

    @Test
    void whatIsWrittenIsReadAndWrittenAgainTheSame() throws IOException {
        for (FastTextModel model : models()) {
            byte[] bytes = TestModels.bytes(model);
            FastTextModel again = TestModels.read(bytes);
            assertArrayEquals(bytes, TestModels.bytes(again), model.args().toString());
            assertEquals(model.args(), again.args());
            float[] vector = new float[model.args().dim()];
            Arrays.fill(vector, 0.5f);
            for (int row = 0; row < model.input().rows(); row++) {
                assertEquals(model.input().dot(row, vector), again.input().dot(row, vector));
            }
        }
    }

    @Test
    void classifiersOfVersion11HaveNoCharacterNgrams() throws IOException {
        byte[] bytes = TestModels.bytes(TestModels.dense(Loss.SOFTMAX, 7, 2, 4, LABELS));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 11);
        FastTextModel model = TestModels.read(bytes);
        assertEquals(0, model.args().maxn());
        assertEquals(50, model.args().bucket());
    }

    @Test
    void aFileThatEndsEarlyIsToldWithItsNameAndPlace() {
        byte[] bytes = TestModels.bytes(TestModels.dense(Loss.SOFTMAX, 7, 2, 4, LABELS));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            ModelException e = assertThrows(ModelException.class, () -> TestModels.read(cut));
            assertTrue(e.getMessage().startsWith("test.bin: "), e.getMessage());
            assertTrue(e.getMessage().contains("at byte "), e.getMessage());
        }
    }

    @Test
    void aModelIsToldByItsFirstBytes() {
        assertTrue(FastTextModel.isModel(smallest()));
        assertTrue(FastTextModel.isModel(Arrays.copyOf(smallest(), 4)));
        assertFalse(FastTextModel.isModel(Arrays.copyOf(smallest(), 3)));
        assertFalse(FastTextModel.isModel(TestModels.utf8("version https://git-lfs")));
    }

    @Test
    void aFileOfAnotherKindIsToldApart() {
        ModelException e =
                assertThrows(ModelException.class, () -> TestModels.read(TestModels.utf8("version https://git-lfs")));
        assertTrue(e.getMessage().contains("it begins with"), e.getMessage());
    }

    @Test
    void tenThousandBrokenFilesGiveASoundModelOrAnError() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        List<byte[]> files = models().stream().map(TestModels::bytes).toList();
        int sound = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = files.get(random.nextInt(files.size())).clone();
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                // Mostly in the header and the dictionary; sometimes anywhere.
                int at = random.nextInt(random.nextInt(4) == 0 ? bytes.length : Math.min(bytes.length, 500));
                if (random.nextBoolean() && at + 4 <= bytes.length) {
                    int[] odd = {-1, 0, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 30, random.nextInt()};
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, odd[random.nextInt(odd.length)]);
                } else {
                    bytes[at] = (byte) random.nextInt();
                }
            }
            try {
                predictSomething(TestModels.read(bytes));
                sound++;
            } catch (ModelException e) {
                assertTrue(e.getMessage().startsWith("test.bin: "), e.getMessage());
            }
        }
        assertTrue(sound > 100, sound + " were sound");
    }

    private static void predictSomething(FastTextModel model) {
        Predictors predictors;
        try {
            predictors = new Predictors(model);
        } catch (IllegalArgumentException e) {
            // told by the classifier: a model of word vectors, or counts that make no tree
            return;
        }
        Predictor predictor = predictors.predictor();
        byte[] text = TestModels.utf8("the good unknown \u4e2d\u6587 x");
        predictor.read(text, 0, text.length);
        predictor.best();
        predictor.best(-1, 0);
        for (int label = 0; label < model.dictionary().labels(); label++) {
            predictor.probability(label);
        }
    }
}
