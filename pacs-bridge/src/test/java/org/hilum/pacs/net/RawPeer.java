package org.hilum.pacs.net;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.hilum.pacs.TestDicom;

/** Speaks the upper layer protocol byte by byte (PS3.8 9.3), to say what no toolkit would. */
final class RawPeer implements AutoCloseable {

  static final int ACCEPTED = 2;
  static final int REJECTED = 3;
  static final int DATA = 4;
  static final int ABORTED = 7;
  static final int CLOSED = -1;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  /**
   * @param body empty when the connection was closed
   */
  record Pdu(int type, byte[] body) {}

  RawPeer(int port) throws IOException {
    this(new Socket(InetAddress.getByName("127.0.0.1"), port));
  }

  RawPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  void sendBytes(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Proposes the class in as many presentation contexts, Explicit VR Little Endian each. */
  void associate(String sopClass, int contexts, int maxPduBytes) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(body);
    data.writeShort(1);
    data.writeShort(0);
    data.write("%-16s".formatted("HILUM").getBytes(StandardCharsets.US_ASCII));
    data.write("%-16s".formatted("RAW").getBytes(StandardCharsets.US_ASCII));
    data.write(new byte[32]);
    item(data, 0x10, "1.2.840.10008.3.1.1.1".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < contexts; i++) {
      ByteArrayOutputStream context = new ByteArrayOutputStream();
      DataOutputStream fields = new DataOutputStream(context);
      fields.write(new byte[] {(byte) (2 * i + 1), 0, 0, 0});
      item(fields, 0x30, sopClass.getBytes(StandardCharsets.US_ASCII));
      item(fields, 0x40, "1.2.840.10008.1.2.1".getBytes(StandardCharsets.US_ASCII));
      item(data, 0x20, context.toByteArray());
    }
    item(data, 0x50, userInformation(maxPduBytes));
    pdu(1, body.toByteArray());
  }

  static byte[] userInformation(int maxPduBytes) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(body);
    item(data, 0x51, ByteBuffer.allocate(4).putInt(maxPduBytes).array());
    item(data, 0x52, "1.2.3.4".getBytes(StandardCharsets.US_ASCII));
    return body.toByteArray();
  }

  static void item(DataOutputStream data, int type, byte[] value) throws IOException {
    data.writeByte(type);
    data.writeByte(0);
    data.writeShort(value.length);
    data.write(value);
  }

  void pdu(int type, byte[] body) throws IOException {
    out.writeByte(type);
    out.writeByte(0);
    out.writeInt(body.length);
    out.write(body);
    out.flush();
  }

  /** Sends a C-STORE-RQ on context 1 with its data set, in PDVs of 16 kB. */
  void store(String sopClass, String sopInstance, byte[] dataset) throws IOException {
    byte[] command =
        TestDicom.concat(
            implicit(0x00000002, even(sopClass)),
            implicit(0x00000100, new byte[] {1, 0}),
            implicit(0x00000110, new byte[] {7, 0}),
            implicit(0x00000700, new byte[] {0, 0}),
            implicit(0x00000800, new byte[] {1, 0}),
            implicit(0x00001000, even(sopInstance)));
    byte[] length =
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(command.length).array();
    pdv(0x03, TestDicom.concat(implicit(0x00000000, length), command));
    dataset(dataset);
  }

  void dataset(byte[] dataset) throws IOException {
    int at = 0;
    while (at < dataset.length) {
      int count = Math.min(16_000, dataset.length - at);
      byte[] part = java.util.Arrays.copyOfRange(dataset, at, at + count);
      at += count;
      pdv(at == dataset.length ? 0x02 : 0x00, part);
    }
  }

  /**
   * @param control bit 0 command, bit 1 last
   */
  void pdv(int control, byte[] fragment) throws IOException {
    byte[] header =
        ByteBuffer.allocate(6)
            .putInt(fragment.length + 2)
            .put((byte) 1)
            .put((byte) control)
            .array();
    pdu(DATA, TestDicom.concat(header, fragment));
  }

  static byte[] implicit(int tag, byte[] value) {
    return TestDicom.concat(
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort((short) (tag >>> 16))
            .putShort((short) tag)
            .putInt(value.length)
            .array(),
        value);
  }

  private static byte[] even(String text) {
    return (text.length() % 2 == 0 ? text : text + "\0").getBytes(StandardCharsets.US_ASCII);
  }

  Pdu read() throws IOException {
    try {
      int type = in.readUnsignedByte();
      in.readUnsignedByte();
      byte[] body = new byte[in.readInt()];
      in.readFully(body);
      return new Pdu(type, body);
    } catch (java.io.EOFException | java.net.SocketException e) {
      return new Pdu(CLOSED, new byte[0]);
    }
  }

  /** The status (0000,0900) of an answer. */
  static int status(Pdu pdu) {
    byte[] body = pdu.body();
    for (int i = 6; i + 10 <= body.length; i++) {
      boolean found = body[i] == 0 && body[i + 1] == 0 && body[i + 2] == 0 && body[i + 3] == 9;
      if (found && body[i + 4] == 2) {
        return (body[i + 8] & 0xff) | (body[i + 9] & 0xff) << 8;
      }
    }
    throw new AssertionError("no status in the answer");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
