package org.hilum.validation.share;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.jspecify.annotations.Nullable;

/** Bodies of messages, as JSON. */
final class Messages {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Artemis takes a message with the same value only once. */
  private static final String DUPLICATE_ID = "_AMQ_DUPL_ID";

  private Messages() {}

  static TextMessage of(Session session, Object body, String duplicateId) throws JMSException {
    try {
      TextMessage message = session.createTextMessage(JSON.writeValueAsString(body));
      message.setStringProperty(DUPLICATE_ID, duplicateId);
      return message;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a body that is no JSON", e);
    }
  }

  /** Null for a message that nobody here wrote. */
  static <T> @Nullable T read(Message message, Class<T> type) throws JMSException {
    if (!(message instanceof TextMessage text)) {
      return null;
    }
    try {
      return JSON.readValue(text.getText(), type);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return null;
    }
  }
}
