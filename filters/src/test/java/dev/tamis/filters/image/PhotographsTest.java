package dev.tamis.filters.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

/** Real photographs, where they are at hand: edited ones match, others do not, and what is measured is plausible. */
class PhotographsTest {

    private static List<BufferedImage> photographs() throws IOException {
        Path tar = Path.of(System.getProperty("tamis.root", "."), "../shared/data/images/00000.tar");
        assumeTrue(Files.exists(tar), "no 00000.tar in ../shared/data/images");
        List<BufferedImage> photographs = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(Files.newInputStream(tar))) {
            for (TarArchiveEntry entry; (entry = in.getNextEntry()) != null; ) {
                if (entry.getName().endsWith(".jpg")) {
                    photographs.add(ImageIO.read(new ByteArrayInputStream(in.readAllBytes())));
                }
            }
        }
        return photographs;
    }

    private static BufferedImage half(BufferedImage image) {
        int width = image.getWidth() / 2;
        int height = image.getHeight() / 2;
        BufferedImage half = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = half.createGraphics();
        graphics.drawImage(image.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING), 0, 0, null);
        graphics.dispose();
        return half;
    }

    private static BufferedImage gray(BufferedImage image) {
        BufferedImage gray = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = gray.createGraphics();
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return gray;
    }

    private static BufferedImage again(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", out);
        return ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
    }

    @Test
    void editedPhotographsMatchAndOthersAreFar() throws IOException {
        Pdq pdq = new Pdq();
        List<byte[]> hashes = new ArrayList<>();
        int edits = 0;
        int matched = 0;
        for (BufferedImage photograph : photographs()) {
            if (pdq.hash(Pictures.of(photograph)) < Pdq.MIN_QUALITY) {
                continue;
            }
            byte[] hash = pdq.bytes();
            hashes.add(hash);
            for (BufferedImage edit : List.of(half(photograph), again(photograph), again(half(photograph)), gray(photograph))) {
                pdq.hash(Pictures.of(edit));
                edits++;
                matched += Pdq.distance(hash, pdq.bytes()) <= 31 ? 1 : 0;
            }
        }
        assertTrue(hashes.size() >= 90, hashes.size() + " of good quality");
        assertTrue(matched >= 0.95 * edits, matched + " of " + edits);
        int nearest = 256;
        for (int i = 0; i < hashes.size(); i++) {
            for (int j = 0; j < i; j++) {
                nearest = Math.min(nearest, Pdq.distance(hashes.get(i), hashes.get(j)));
            }
        }
        assertTrue(nearest > 60, "two different photographs are " + nearest + " bits away");
    }

    @Test
    void measuresArePlausible() throws IOException {
        ImageMeasure measure = new ImageMeasure();
        int sharp = 0;
        int count = 0;
        for (BufferedImage photograph : photographs()) {
            ImageFacts facts = measure.of("jpeg", "image/jpeg", 1, false, 1, false, Pictures.of(photograph));
            assertEquals(photograph.getWidth(), facts.width());
            assertTrue(facts.brightness() > 0.02 && facts.brightness() < 0.98, facts.toString());
            assertTrue(facts.contrast() > 0.02 && facts.contrast() <= 0.5, facts.toString());
            assertTrue(facts.entropy() > 3 && facts.entropy() <= 8, facts.toString());
            assertTrue(facts.solid() > 0 && facts.solid() < 0.99, facts.toString());
            assertEquals(0, facts.qrArea(), facts.toString());
            count++;
            sharp += facts.sharpness() >= 100 ? 1 : 0;
            BufferedImage small = half(half(half(photograph)));
            BufferedImage blurred =
                    new BufferedImage(photograph.getWidth(), photograph.getHeight(), BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = blurred.createGraphics();
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(small, 0, 0, photograph.getWidth(), photograph.getHeight(), null);
            graphics.dispose();
            ImageFacts soft = measure.of("jpeg", "image/jpeg", 1, false, 1, false, Pictures.of(blurred));
            assertTrue(soft.blur() < facts.blur(), soft.blur() + " of " + facts.blur());
        }
        assertTrue(sharp >= 0.9 * count, sharp + " of " + count);
    }
}
