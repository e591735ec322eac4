package dev.tandem.sample;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns what goes wrong into problem details: what the web layer refuses, and what the schema refuses. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

    /** Only the schema can know that an address is taken, so nobody asks first. Its message would name tables. */
    @ExceptionHandler
    ProblemDetail taken(DuplicateKeyException refused) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "This exists already.");
    }

    @ExceptionHandler
    ProblemDetail unacceptable(DataIntegrityViolationException refused) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.UNPROCESSABLE_CONTENT, "This refers to something that does not exist, or breaks a rule.");
    }

    /** Adds which fields are at fault; by itself the answer would only say that some are. */
    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Map<String, String> errors = new TreeMap<>();
        for (FieldError error : invalid.getFieldErrors()) {
            errors.put(error.getField(), Objects.requireNonNullElse(error.getDefaultMessage(), "is invalid"));
        }
        invalid.getBody().setProperty("errors", errors);
        return super.handleMethodArgumentNotValid(invalid, headers, status, request);
    }
}
