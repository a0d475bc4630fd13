package dev.tamis.filters.document;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/** Small documents of each format, made here. */
final class Documents {
    private Documents() {}

    /** @param password null for a document that anybody may open */
    static byte[] pdf(String title, String password, List<List<String>> pages) throws IOException {
        try (PDDocument document = new PDDocument()) {
            document.getDocumentInformation().setTitle(title);
            PDType1Font font = new PDType1Font(Standard14Fonts.FontName.HELVETICA);
            for (List<String> lines : pages) {
                PDPage page = new PDPage();
                document.addPage(page);
                try (PDPageContentStream out = new PDPageContentStream(document, page)) {
                    out.beginText();
                    out.setFont(font, 11);
                    out.setLeading(13);
                    out.newLineAtOffset(72, 700);
                    for (String line : lines) {
                        out.showText(line);
                        out.newLine();
                    }
                    out.endText();
                }
            }
            if (password != null) {
                StandardProtectionPolicy policy =
                        new StandardProtectionPolicy("owner", password, new AccessPermission());
                policy.setEncryptionKeyLength(128);
                document.protect(policy);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        }
    }

    /** @param namesAndContents name and content in turn; the first is stored, as EPUB and ODT want their type */
    static byte[] zip(String... namesAndContents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                byte[] content = namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8);
                ZipEntry entry = new ZipEntry(namesAndContents[i]);
                if (i == 0 && namesAndContents[0].equals("mimetype")) {
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(content.length);
                    CRC32 crc = new CRC32();
                    crc.update(content);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    static byte[] epub(String... chapters) throws IOException {
        StringBuilder manifest = new StringBuilder();
        StringBuilder spine = new StringBuilder();
        String[] files = new String[6 + 2 * chapters.length];
        for (int i = 0; i < chapters.length; i++) {
            manifest.append("<item id='c" + i + "' href='c" + i + ".xhtml' media-type='application/xhtml+xml'/>");
            spine.append("<itemref idref='c" + i + "'/>");
            files[6 + 2 * i] = "OPS/c" + i + ".xhtml";
            files[7 + 2 * i] = chapters[i];
        }
        files[0] = "mimetype";
        files[1] = "application/epub+zip";
        files[2] = "META-INF/container.xml";
        files[3] =
                "<?xml version='1.0'?><container version='1.0' xmlns='urn:oasis:names:tc:opendocument:xmlns:container'>"
                        + "<rootfiles><rootfile full-path='OPS/package.opf' media-type='application/oebps-package+xml'/>"
                        + "</rootfiles></container>";
        files[4] = "OPS/package.opf";
        files[5] = "<?xml version='1.0'?><package xmlns='http://www.idpf.org/2007/opf' version='3.0'>"
                + "<metadata xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>The Mill</dc:title>"
                + "<dc:creator>A. Miller</dc:creator><dc:language>fr</dc:language></metadata>"
                + "<manifest>" + manifest + "</manifest><spine>" + spine + "</spine></package>";
        return zip(files);
    }

    static byte[] docx(String body) throws IOException {
        return zip(
                "[Content_Types].xml",
                "<?xml version='1.0'?><Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
                        + "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
                        + "<Override PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-"
                        + "officedocument.wordprocessingml.document.main+xml'/></Types>",
                "_rels/.rels",
                "<?xml version='1.0'?><Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
                        + "<Relationship Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
                        + "officeDocument' Target='word/document.xml'/></Relationships>",
                "word/document.xml",
                body.startsWith("<?xml")
                        ? body
                        : "<?xml version='1.0'?><w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/"
                                + "2006/main'><w:body>" + body + "</w:body></w:document>");
    }

    static byte[] odt(String body) throws IOException {
        return zip(
                "mimetype",
                "application/vnd.oasis.opendocument.text",
                "content.xml",
                "<?xml version='1.0'?>" + body,
                "META-INF/manifest.xml",
                "<?xml version='1.0'?><manifest:manifest"
                        + " xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'/>");
    }

    static String odtContent(String paragraphs) {
        return "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'"
                + " xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body><office:text>" + paragraphs
                + "</office:text></office:body></office:document-content>";
    }
}
