package org.hilum.model.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive: a zip that holds the text of one stateless class and a small pickle
 * that makes an instance of it. The same bytes load in PyTorch with {@code torch.jit.load}.
 */
final class TorchScriptArchive {

  private static final String NAME = "hilum";

  /** Pickle protocol 2, up to the instance's (empty) state dictionary. */
  private static final String PICKLE_INSTANCE = "\u0080\u0002c__torch__\nOps\n)\u0081}(";

  private static final char PICKLE_TRUE = '\u0088';
  private static final char PICKLE_NONE = 'N';

  private TorchScriptArchive() {}

  /**
   * @param methods method definitions indented by two spaces, each with {@code self: __torch__.Ops}
   *     as its first parameter; {@code forward} must be among them
   */
  static byte[] of(String methods) {
    String code =
        """
        class Ops(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          _is_full_backward_hook : Optional[bool]
        """
            + methods;
    String pickle =
        PICKLE_INSTANCE
            + pickled("training")
            + PICKLE_TRUE
            + pickled("_is_full_backward_hook")
            + PICKLE_NONE
            + "ub.";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1));
      put(zip, "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
      put(zip, "constants.pkl", "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1));
      put(zip, "version", "4\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("writing an archive to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /** A BINUNICODE item: its opcode, its length in four little-endian bytes, its text (ASCII). */
  private static String pickled(String text) {
    return "X" + (char) text.length() + "\0\0\0" + text;
  }

  /** Entries are stored, not deflated: the reader maps them as they lie. */
  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(NAME + "/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
